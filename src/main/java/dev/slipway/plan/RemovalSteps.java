package dev.slipway.plan;

import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.VmSpec;
import java.util.List;

/** The steps that remove what stands in the way of a VM which is made. */
final class RemovalSteps {
  private final String blueprint;
  private final PlannedChanges changes;
  private final Replacement replacement;
  private final Departures departures;
  private final GraphBuilder graph;
  private final SequenceGraph sequences;

  RemovalSteps(
      String blueprint,
      PlannedChanges changes,
      Replacement replacement,
      Departures departures,
      GraphBuilder graph) {
    this.blueprint = blueprint;
    this.changes = changes;
    this.replacement = replacement;
    this.departures = departures;
    this.graph = graph;
    this.sequences = new SequenceGraph(graph);
  }

  /**
   * Adds those of one VM.
   *
   * @return the ids of the steps after which nothing stands in its way
   */
  List<String> add(VmSpec vm, List<String> before) {
    if (changes.of(vm).action() != Action.REPLACE) {
      return before;
    }
    return List.of(
        replacement.nodes().contains(vm.name())
            ? remove(vm, before)
            : graph.add(new Step.DiscardHalfMadeVm(vm, blueprint), before));
  }

  /** Nothing is destroyed before the others have noticed that the node is gone. */
  private String remove(VmSpec vm, List<String> before) {
    List<String> left = before;
    for (NodeSequenceSpec leaving : departures.leaving(vm.name())) {
      left = sequences.add(leaving, left);
    }
    String last = graph.add(new Step.PowerOffVm(vm.name(), vm.path(), blueprint), left);
    for (NodeSequenceSpec membership : departures.ending(vm.name()).toList()) {
      last = graph.add(new Step.AwaitDeparture(membership), List.of(last));
    }
    return graph.add(new Step.DestroyVm(vm.name(), vm.path(), blueprint), List.of(last));
  }
}
