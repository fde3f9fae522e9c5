package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.model.VmPath;

/** Destroys VMs of the embedded vCenter, and takes them out of all that names them. */
final class SandboxRemoval {
  private final SandboxState state;
  private final SandboxAppliances appliances;

  SandboxRemoval(SandboxState state, SandboxAppliances appliances) {
    this.state = state;
    this.appliances = appliances;
  }

  /** Destroys a VM that is off; one that is gone already is no error. */
  void destroy(VmPath path) {
    SandboxState.Vm vm = state.vms.get(path.inventoryPath());
    if (vm == null) {
      return;
    }
    if (vm.poweredOn) {
      throw Refusal.of(
          Category.ENVIRONMENT, "vcenter/fault", "cannot destroy " + vm.name, "It is powered on.");
    }
    state.vms.remove(path.inventoryPath());
    state.vApps.values().forEach(vApp -> vApp.entities.remove(vm.reference));
    for (SandboxState.Cluster cluster : state.clusters.values()) {
      cluster.haOverrides.remove(vm.reference);
      cluster.drsOverrides.remove(vm.reference);
      for (SandboxState.Rule rule : cluster.rules.values()) {
        rule.vms = rule.vms.stream().filter(member -> !member.equals(vm.reference)).toList();
        rule.dependsOn =
            rule.dependsOn.stream().filter(member -> !member.equals(vm.reference)).toList();
      }
    }
    appliances.remove(vm.name);
  }
}
