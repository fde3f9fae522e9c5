package dev.slipway.plan;

import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The steps that power on nodes and wait for their addresses, in the order of their vApp. */
final class StartSteps {
  private final PlannedChanges changes;
  private final StartPlaces places;
  private final GraphBuilder graph;

  StartSteps(DesiredState desired, PlannedChanges changes, GraphBuilder graph) {
    this.changes = changes;
    this.places = new StartPlaces(desired);
    this.graph = graph;
  }

  /**
   * Adds those of a group's nodes: the nodes of one place when those before them run.
   *
   * @return the ids of the last step of each node; empty when none is started
   */
  List<String> add(Part part, NodeGroup group, List<String> first) {
    List<String> running = new ArrayList<>();
    List<String> before = first;
    List<VmSpec> starting =
        part.desired()
            .all(VmSpec.class)
            .filter(vm -> group.nodes().contains(vm.name()) && starts(vm))
            .toList();
    for (Map.Entry<Integer, List<VmSpec>> place : places.inOrder(starting).entrySet()) {
      if (!running.isEmpty() && !part.ofClones()) {
        List<String> run = List.copyOf(running);
        before =
            places
                .delayAfter(place.getKey() - 1)
                .map(delay -> List.of(graph.add(delay, run)))
                .orElse(run);
      }
      for (VmSpec vm : place.getValue()) {
        running.add(start(vm, before));
      }
    }
    return running;
  }

  private boolean starts(VmSpec vm) {
    Change change = changes.of(vm);
    return change.isPending()
        && (change.action() != Action.UPDATE
            || (change.impact() != Impact.POWER_CYCLE
                && change.attributes().stream()
                    .anyMatch(attribute -> VmDiffer.RUNNING.contains(attribute.path()))));
  }

  private String start(VmSpec vm, List<String> before) {
    String powerOn = graph.add(new Step.PowerOnVm(vm), before);
    return graph.add(new Step.AwaitAddress(vm, vm.addressTimeout()), List.of(powerOn));
  }
}
