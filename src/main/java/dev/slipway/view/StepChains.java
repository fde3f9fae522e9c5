package dev.slipway.view;

import dev.slipway.plan.StepGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a step graph fit to be drawn: steps that can only follow each other become one chain, and
 * where several chains wait for the same several chains, a junction takes the place of all the
 * lines between them.
 */
final class StepChains {
  private final List<Chain> chains = new ArrayList<>();
  private final Map<String, Integer> chainOf = new HashMap<>();
  private final Map<Set<Integer>, Integer> junctions = new HashMap<>();

  private StepChains() {}

  /**
   * Steps in their order, or a junction when there are none.
   *
   * @param after indices of the chains that must end before
   */
  record Chain(List<String> titles, List<Integer> after) {}

  /** The chains, each behind all that it waits for. */
  static List<Chain> of(StepGraph graph) {
    return new StepChains().build(graph);
  }

  private List<Chain> build(StepGraph graph) {
    Map<String, Integer> waiting = new HashMap<>();
    Map<Set<String>, Integer> shared = new HashMap<>();
    graph
        .nodes()
        .forEach(node -> {
          node.dependsOn().forEach(id -> waiting.merge(id, 1, Integer::sum));
          shared.merge(new HashSet<>(node.dependsOn()), 1, Integer::sum);
        });
    Set<String> ends = new HashSet<>();
    for (StepGraph.Node node : graph.nodes()) {
      String title = Printable.line(node.step().title());
      String before = node.dependsOn().size() == 1 ? node.dependsOn().getFirst() : "";
      int index;
      if (ends.contains(before) && waiting.getOrDefault(before, 0) == 1) {
        index = chainOf.getOrDefault(before, 0);
        chains.get(index).titles().add(title);
        ends.remove(before);
      } else {
        boolean several = shared.getOrDefault(new HashSet<>(node.dependsOn()), 0) > 1;
        List<Integer> after = after(node, several);
        index = chains.size();
        chains.add(new Chain(new ArrayList<>(List.of(title)), after));
      }
      ends.add(node.step().id());
      chainOf.put(node.step().id(), index);
    }
    return chains;
  }

  private List<Integer> after(StepGraph.Node node, boolean several) {
    List<Integer> after =
        node.dependsOn().stream().map(id -> chainOf.getOrDefault(id, 0)).distinct().toList();
    if (!several || after.size() < 2) {
      return after;
    }
    return List.of(
        junctions.computeIfAbsent(
            Set.copyOf(after),
            chains -> {
              this.chains.add(new Chain(List.of(), after));
              return this.chains.size() - 1;
            }));
  }
}
