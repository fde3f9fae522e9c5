package dev.slipway.apply;

import dev.slipway.plan.Step;
import dev.slipway.plan.StepGraph;
import java.util.List;
import java.util.Optional;

/**
 * The step of a sequence that an operator wants to begin with: those before it are left out, and it
 * runs whatever is known of it.
 */
public record FromStep(Step.RunSequenceStep first) {
  /** The step of that id; empty when the graph has none. */
  public static Optional<FromStep> in(StepGraph graph, String id) {
    return candidates(graph).stream()
        .filter(step -> step.id().equals(id))
        .findFirst()
        .map(FromStep::new);
  }

  /** The steps of sequences. */
  public static List<Step.RunSequenceStep> candidates(StepGraph graph) {
    return graph.nodes().stream()
        .map(StepGraph.Node::step)
        .filter(Step.RunSequenceStep.class::isInstance)
        .map(Step.RunSequenceStep.class::cast)
        .toList();
  }

  boolean leavesOut(Step.RunSequenceStep step) {
    return position(step) < position(first) && isOfSameSequence(step);
  }

  boolean isFirst(Step.RunSequenceStep step) {
    return position(step) == position(first) && isOfSameSequence(step);
  }

  private boolean isOfSameSequence(Step.RunSequenceStep step) {
    return step.nodeSequence().address().equals(first.nodeSequence().address());
  }

  private static int position(Step.RunSequenceStep step) {
    return step.nodeSequence().sequence().steps().indexOf(step.step());
  }
}
