package dev.slipway.plan;

import dev.slipway.diag.Diagnostic;
import java.util.List;

/**
 * What Slipway would do, as a value.
 *
 * @param blueprint its name
 * @param blueprintDigest SHA-256 of what the desired resources were made from
 * @param changes one for each resource, those without a change included
 * @param graph how the changes are carried out; {@code apply} only walks it
 * @param diagnostics what was found in the comparison; with an error the plan can be looked at, not
 *     applied
 */
public record Plan(
    Operation operation,
    String blueprint,
    String blueprintDigest,
    List<Change> changes,
    StepGraph graph,
    List<Diagnostic> diagnostics) {
  /** What a plan is for. */
  public enum Operation {
    APPLY,
    DESTROY
  }

  public Plan {
    changes = List.copyOf(changes);
    diagnostics = List.copyOf(diagnostics);
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
