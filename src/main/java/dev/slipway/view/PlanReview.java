package dev.slipway.view;

import dev.slipway.diag.Diagnostic;
import dev.slipway.plan.Action;
import dev.slipway.plan.Change;
import dev.slipway.plan.Plan;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A plan with what its reviewers need beside it.
 *
 * @param diagnostics found while loading and planning
 * @param placement where the nodes stand, when that is known
 * @param nextCommands what to run when the plan is agreed to
 */
public record PlanReview(
    Plan plan,
    List<Diagnostic> diagnostics,
    Optional<PlacementPicture> placement,
    List<String> nextCommands) {
  public PlanReview {
    diagnostics = List.copyOf(diagnostics);
    nextCommands = List.copyOf(nextCommands);
  }

  /** What changes, that first which can do harm: that is what a reviewer must not miss. */
  List<Change> changes() {
    return plan.changes().stream()
        .filter(change -> change.action() != Action.NONE)
        .sorted(Comparator.comparingInt(change -> rank(change.action())))
        .toList();
  }

  List<Change> unchanged() {
    return plan.changes().stream().filter(change -> change.action() == Action.NONE).toList();
  }

  /** What is to be done in two or three words. */
  String outcome() {
    if (!plan.isApplicable()) {
      return plan.changes().isEmpty() ? "failed" : "cannot be applied";
    }
    return plan.isEmpty() ? "no changes" : PlanWords.count(changes().size(), "change");
  }

  private static int rank(Action action) {
    return switch (action) {
      case BLOCKED -> 0;
      case DELETE -> 1;
      case REPLACE -> 2;
      case UPDATE -> 3;
      case CREATE -> 4;
      case NONE -> 5;
    };
  }
}
