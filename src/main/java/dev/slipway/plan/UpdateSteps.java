package dev.slipway.plan;

import dev.slipway.model.Desired.VmSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps that change the settings of VMs which are there. Nodes that need a restart go one after
 * another, each when the one before is back.
 */
final class UpdateSteps {
  private final String blueprint;
  private final PlannedChanges changes;
  private final SnapshotSteps snapshots;
  private final ReturnSteps returns;
  private final GraphBuilder graph;

  /** The id of the last step of the node that was restarted last. */
  private @Nullable String restarted;

  UpdateSteps(
      String blueprint,
      PlannedChanges changes,
      SnapshotSteps snapshots,
      ReturnSteps returns,
      GraphBuilder graph) {
    this.blueprint = blueprint;
    this.changes = changes;
    this.snapshots = snapshots;
    this.returns = returns;
    this.graph = graph;
  }

  /**
   * Adds those of one VM.
   *
   * @return the id of the last one; empty when none of its settings changes
   */
  Optional<String> add(VmSpec vm, List<String> before) {
    Change change = changes.of(vm);
    if (change.impact() == Impact.POWER_CYCLE) {
      restarted = restart(vm, change, restarted == null ? before : List.of(restarted));
      return Optional.of(restarted);
    }
    return change.attributes().stream().anyMatch(UpdateSteps::isSetting)
        ? Optional.of(configure(vm, change, before))
        : Optional.empty();
  }

  private String restart(VmSpec vm, Change change, List<String> before) {
    String off = graph.add(new Step.PowerOffVm(vm.name(), vm.path(), blueprint), before);
    String configured = configure(vm, change, List.of(off));
    String on = graph.add(new Step.PowerOnVm(vm), List.of(configured));
    String reached = graph.add(new Step.AwaitAddress(vm, vm.addressTimeout()), List.of(on));
    return returns.add(vm, nodeSequence -> !changes.isPending(nodeSequence), reached);
  }

  private String configure(VmSpec vm, Change change, List<String> before) {
    return graph.add(
        new Step.ConfigureVm(vm, blueprint), snapshots.addBeforeSettings(vm, change, before));
  }

  private static boolean isSetting(AttributeChange attribute) {
    return !VmDiffer.RUNNING.contains(attribute.path())
        && !attribute.path().equals(VmDiffer.SNAPSHOT);
  }
}
