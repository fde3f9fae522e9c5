package dev.slipway.plan;

import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.SequenceStep;
import java.util.ArrayList;
import java.util.List;

/** Puts the steps of sequences into a graph. */
final class SequenceGraph {
  private final GraphBuilder graph;

  /**
   * Makes a builder.
   *
   * @param graph gets the steps
   */
  SequenceGraph(GraphBuilder graph) {
    this.graph = graph;
  }

  /**
   * Adds all steps of a sequence, each after the one before.
   *
   * @return the ids of its last steps, or {@code before} when it has none
   */
  List<String> add(NodeSequenceSpec nodeSequence, List<String> before) {
    List<String> last = before;
    for (SequenceStep step : nodeSequence.sequence().steps()) {
      last = add(nodeSequence, step, last);
    }
    return last;
  }

  /** On several nodes side by side, or one after another. */
  private List<String> add(NodeSequenceSpec nodeSequence, SequenceStep step, List<String> before) {
    List<String> ends = new ArrayList<>();
    for (NodeTarget node : nodeSequence.nodesFor(step)) {
      boolean waits = step.on().equals(SequenceStep.ONE_AT_A_TIME) && !ends.isEmpty();
      ends.add(
          graph.add(
              new Step.RunSequenceStep(nodeSequence, step, node),
              waits ? List.of(ends.getLast()) : before));
    }
    return ends;
  }
}
