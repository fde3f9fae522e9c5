package dev.slipway.plan;

import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Address;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Slipway would do, as a value.
 *
 * @param blueprint its name
 * @param blueprintDigest SHA-256 of what the desired resources were made from
 * @param changes one for each resource, those without a change included
 * @param graph how the changes are carried out; {@code apply} only walks it
 * @param diagnostics what was found in the comparison; with an error the plan can be looked at, not
 *     applied
 * @param verdict what the policies say of it
 */
public record Plan(
    Operation operation,
    String blueprint,
    String blueprintDigest,
    List<Change> changes,
    StepGraph graph,
    List<Diagnostic> diagnostics,
    Verdict verdict) {
  /** What a plan is for. */
  public enum Operation {
    APPLY,
    DESTROY,
    /** A sequence that runs only when it is asked for. */
    SEQUENCE
  }

  public Plan {
    changes = List.copyOf(changes);
    diagnostics = List.copyOf(diagnostics);
  }

  /** A plan that no policy was asked about. */
  public Plan(
      Operation operation,
      String blueprint,
      String blueprintDigest,
      List<Change> changes,
      StepGraph graph,
      List<Diagnostic> diagnostics) {
    this(operation, blueprint, blueprintDigest, changes, graph, diagnostics, Verdict.NONE);
  }

  /** The same plan with what the policies say of it, whose violations are problems of the plan. */
  public Plan judged(Verdict newVerdict) {
    return new Plan(
        operation,
        blueprint,
        blueprintDigest,
        changes,
        graph,
        Stream.concat(diagnostics.stream(), newVerdict.diagnostics().stream()).toList(),
        newVerdict);
  }

  /** The same plan to be looked at only. */
  Plan withoutSteps() {
    return new Plan(
        operation,
        blueprint,
        blueprintDigest,
        changes,
        new StepGraph(List.of()),
        diagnostics,
        verdict);
  }

  /** What is switched off and on again for a change. */
  public List<Address> restarted() {
    return changes.stream()
        .filter(change -> change.impact() == Impact.POWER_CYCLE)
        .map(Change::address)
        .toList();
  }

  public Summary summary() {
    return Summary.of(changes);
  }

  public boolean isEmpty() {
    return changes.stream().noneMatch(Change::isPending);
  }

  /** The one place that decides whether a plan may be carried out. */
  public boolean isApplicable() {
    return diagnostics.stream().noneMatch(Diagnostic::isError)
        && changes.stream().noneMatch(change -> change.action() == Action.BLOCKED);
  }
}
