package dev.slipway.plan;

import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.VmSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The steps that take snapshots before something is done to a VM, and remove them at the end. */
final class SnapshotSteps {
  private final String blueprint;
  private final Snapshots snapshots;
  private final GraphBuilder graph;
  private final Set<VmSpec> taken = new LinkedHashSet<>();

  SnapshotSteps(String blueprint, Snapshots snapshots, GraphBuilder graph) {
    this.blueprint = blueprint;
    this.snapshots = snapshots;
    this.graph = graph;
  }

  /**
   * Adds the one that is needed before the settings of a VM are changed.
   *
   * @return the ids of what its settings wait for: {@code before} when none is needed
   */
  List<String> addBeforeSettings(VmSpec vm, Change change, List<String> before) {
    return snapshots.isNeededBefore(vm, change) ? List.of(take(vm, before)) : before;
  }

  /**
   * Adds those that are needed before sequences run.
   *
   * @return the ids of what the sequences wait for: {@code before} when none is needed
   */
  List<String> addBeforeCommands(List<NodeSequenceSpec> pending, List<String> before) {
    List<String> added =
        snapshots.beforeCommands(pending).stream()
            .filter(vm -> !taken.contains(vm))
            .map(vm -> take(vm, before))
            .toList();
    return added.isEmpty() ? before : added;
  }

  /** Adds their removal: after all that the run does, so that one which is cut short keeps them. */
  void addRemoval() {
    List<String> last = graph.ends();
    taken.addAll(snapshots.left());
    taken.forEach(vm -> graph.add(new Step.RemoveSnapshot(vm.name(), vm.path(), blueprint), last));
  }

  private String take(VmSpec vm, List<String> before) {
    taken.add(vm);
    return graph.add(new Step.TakeSnapshot(vm.name(), vm.path(), blueprint), before);
  }
}
