package dev.slipway.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Takes steps one by one, each with what it waits for, and makes a graph of them. */
final class GraphBuilder {
  private final List<StepGraph.Node> nodes = new ArrayList<>();

  /**
   * Adds a step.
   *
   * @param before ids of the steps that must be done before
   * @return its id
   */
  String add(Step step, List<String> before) {
    nodes.add(new StepGraph.Node(step, before));
    return step.id();
  }

  /** The steps that nothing waits for yet. */
  List<String> ends() {
    Set<String> last = new LinkedHashSet<>();
    nodes.forEach(node -> last.add(node.step().id()));
    nodes.forEach(node -> last.removeAll(node.dependsOn()));
    return List.copyOf(last);
  }

  StepGraph build() {
    return new StepGraph(nodes);
  }
}
