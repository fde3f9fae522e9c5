package dev.slipway.view;

import dev.slipway.diag.Diagnostic;
import dev.slipway.plan.Action;
import dev.slipway.plan.Attribute;
import dev.slipway.plan.Change;
import dev.slipway.plan.Impact;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Step;
import dev.slipway.plan.Summary;
import dev.slipway.plan.Verdict.Waived;
import java.util.List;
import java.util.stream.Collectors;

/** The words in which every format speaks of a plan. */
final class PlanWords {
  private PlanWords() {}

  /** The line that people and scripts look for. */
  static String summaryLine(Plan plan) {
    if (plan.isEmpty() && plan.isApplicable()) {
      return plan.operation() == Plan.Operation.DESTROY
          ? "No changes. Nothing of this blueprint exists."
          : "No changes. Your infrastructure matches the blueprint.";
    }
    if (plan.changes().isEmpty()) {
      return "No plan could be made.";
    }
    Summary summary = plan.summary();
    // Put together, because a format would load how locales write numbers, in every plan.
    return "Plan: "
        + summary.added()
        + " to add, "
        + summary.changed()
        + " to change, "
        + summary.destroyed()
        + " to destroy.";
  }

  /** Why a plan cannot be applied; empty when it can. */
  static String obstacles(Plan plan) {
    long errors = plan.diagnostics().stream().filter(Diagnostic::isError).count();
    long blocked =
        plan.changes().stream().filter(change -> change.action() == Action.BLOCKED).count();
    return plan.isApplicable() || plan.changes().isEmpty()
        ? ""
        : "It cannot be applied: %s%s%s."
            .formatted(
                errors > 0 ? count(errors, "error") : "",
                errors > 0 && blocked > 0 ? " and " : "",
                blocked > 0 ? count(blocked, "resource") + " blocked" : "");
  }

  /** How much of a plan only undoes what others did; empty for nothing of it. */
  static String drift(Plan plan) {
    long drifted = plan.changes().stream().filter(Change::hasDrift).count();
    return drifted == 0
        ? ""
        : "Changed outside of this blueprint since its last apply: %s."
            .formatted(count(drifted, "resource"));
  }

  /** What a waiver covers. */
  static String covered(Waived waiver) {
    return waiver.resource().isEmpty() ? "the blueprint as a whole" : waiver.resource();
  }

  static String count(long number, String thing) {
    return "%d %s%s".formatted(number, thing, number == 1 ? "" : "s");
  }

  static String address(Change change) {
    return Printable.line(change.address().toString());
  }

  static String outcome(Change change) {
    return switch (change.action()) {
      case CREATE -> "will be created";
      case UPDATE ->
          change.impact() == Impact.IN_PLACE
              ? "will be updated in-place"
              : "will be updated (" + change.impact().word() + ")";
      case REPLACE -> "must be replaced";
      case DELETE -> "will be destroyed";
      case NONE -> "stays as it is";
      case BLOCKED -> "cannot be changed";
    };
  }

  static String symbol(Action action) {
    return switch (action) {
      case CREATE -> "+";
      case UPDATE -> "~";
      case REPLACE -> "-/+";
      case DELETE -> "-";
      case NONE -> " ";
      case BLOCKED -> "!";
    };
  }

  static String meaning(Action action) {
    return switch (action) {
      case CREATE -> "create";
      case UPDATE -> "update in-place";
      case REPLACE -> "destroy and then create";
      case DELETE -> "destroy";
      case NONE -> "nothing";
      case BLOCKED -> "blocked";
    };
  }

  static String value(Attribute attribute) {
    return switch (attribute) {
      case Attribute.Text(String text) -> quote(text);
      case Attribute.Listing(List<String> items) ->
          items.stream().map(PlanWords::quote).collect(Collectors.joining(", ", "[", "]"));
      case Attribute.Sensitive sensitive -> "(sensitive)";
      case Attribute.KnownAfterApply unknown -> "(known after apply)";
      case Attribute.Absent absent -> "(none)";
    };
  }

  private static String quote(String text) {
    return text.equals("true") || text.equals("false") ? text : Printable.quoted(text);
  }

  /** The steps of sequences that a change takes on nodes. */
  static List<String> steps(Change change, Plan plan) {
    return plan.graph().nodes().stream()
        .map(node -> node.step())
        .filter(Step.RunSequenceStep.class::isInstance)
        .map(Step.RunSequenceStep.class::cast)
        .filter(step -> step.nodeSequence().address().equals(change.address()))
        .map(step -> Printable.line(step.step().title() + " (on " + step.node().name() + ")"))
        .toList();
  }
}
