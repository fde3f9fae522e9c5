package dev.slipway.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The steps of a plan with what each of them waits for. Steps stand behind everything that they
 * depend on, so a graph has no cycle.
 */
public record StepGraph(List<Node> nodes) {
  public StepGraph {
    nodes = List.copyOf(nodes);
    Set<String> seen = new HashSet<>();
    for (Node node : nodes) {
      if (!seen.containsAll(node.dependsOn())) {
        throw new IllegalArgumentException(node.step().id() + " stands before a dependency");
      }
      if (!seen.add(node.step().id())) {
        throw new IllegalArgumentException(node.step().id() + " stands in the graph twice");
      }
    }
  }

  /**
   * A step in its place.
   *
   * @param dependsOn ids of the steps that must be done before
   */
  public record Node(Step step, List<String> dependsOn) {
    public Node {
      dependsOn = List.copyOf(dependsOn);
    }
  }
}
