package dev.slipway.plan;

import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which VMs get a snapshot before something is done to them: those of which the blueprint says so
 * and that were there before this plan. What a snapshot cannot bring back asks for none.
 */
final class Snapshots {
  private final DesiredState desired;
  private final PlannedChanges changes;

  Snapshots(DesiredState desired, PlannedChanges changes) {
    this.desired = desired;
    this.changes = changes;
  }

  /** Whether one is needed before the settings of a VM are changed. */
  boolean isNeededBefore(VmSpec vm, Change change) {
    return isWanted(vm)
        && change.attributes().stream().anyMatch(attribute -> isKeptIn(attribute.path()));
  }

  /** The VMs that commands of sequences run on and that this plan does not make. */
  List<VmSpec> beforeCommands(List<NodeSequenceSpec> pending) {
    Set<String> names =
        pending.stream()
            .flatMap(nodeSequence ->
                nodeSequence.sequence().steps().stream()
                    .flatMap(step -> nodeSequence.nodesFor(step).stream()))
            .map(node -> node.name())
            .collect(Collectors.toSet());
    return desired
        .all(VmSpec.class)
        .filter(vm -> names.contains(vm.name()) && isWanted(vm))
        .toList();
  }

  /** The VMs that have one from an earlier run. */
  List<VmSpec> left() {
    return desired
        .all(VmSpec.class)
        .filter(vm ->
            changes.of(vm).attributes().stream()
                .anyMatch(attribute -> attribute.path().equals(VmDiffer.SNAPSHOT)))
        .toList();
  }

  private boolean isWanted(VmSpec vm) {
    Action action = changes.of(vm).action();
    return Boolean.TRUE.equals(vm.settings().snapshotBeforeChange())
        && (action == Action.UPDATE || action == Action.NONE);
  }

  /** Power is no setting, and custom attributes are kept by vCenter, outside the VM. */
  private static boolean isKeptIn(String path) {
    return !VmDiffer.RUNNING.contains(path)
        && !path.equals(VmDiffer.SNAPSHOT)
        && !SettingsDiffer.isCustomAttribute(path);
  }
}
