package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.model.RuleType;
import dev.slipway.model.VmPath;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Powers VMs of the embedded vCenter on and off, and their appliances with them. */
final class SandboxPower {
  private final SandboxWorld world;
  private final SandboxState state;
  private final SandboxAppliances appliances;

  SandboxPower(SandboxWorld world, SandboxState state, SandboxAppliances appliances) {
    this.world = world;
    this.state = state;
    this.appliances = appliances;
  }

  void on(VmPath path) {
    SandboxState.Vm vm = state.require(path);
    if (!vm.poweredOn) {
      vm.host = chooseHost(vm);
      vm.address =
          (vm.identity == null
                  ? appliances.powerOn(vm.name, vm.properties)
                  : appliances.powerOn(vm.name, vm.properties, vm.identity.ip(), vm.template))
              .orElse(null);
      vm.poweredOn = true;
    }
  }

  /**
   * As DRS does: a host that runs none of the VMs that an enabled rule keeps this one apart from.
   */
  private String chooseHost(SandboxState.Vm vm) {
    SandboxState.Cluster cluster = state.clusters.get(vm.datacenter + "/" + vm.cluster);
    if (cluster == null || !cluster.drs.isOn("enabled")) {
      return vm.host;
    }
    Set<String> taken = new HashSet<>();
    boolean mandatory = false;
    for (SandboxState.Rule rule : cluster.rules.values()) {
      if (rule.type == RuleType.ANTI_AFFINITY && rule.enabled && rule.vms.contains(vm.reference)) {
        mandatory |= rule.mandatory;
        state.vms.values().stream()
            .filter(other -> other.poweredOn && rule.vms.contains(other.reference))
            .forEach(other -> taken.add(other.host));
      }
    }
    Optional<String> free =
        world.hosts(vm.datacenter, vm.cluster).stream()
            .filter(host -> !taken.contains(host))
            .findFirst();
    if (free.isEmpty() && mandatory) {
      throw Refusal.of(
          Category.ENVIRONMENT,
          "vcenter/fault",
          "cannot power on " + vm.name,
          "A mandatory anti-affinity rule leaves no host for it.");
    }
    return free.orElse(vm.host);
  }

  void off(VmPath path) {
    off(state.require(path));
  }

  /** Powers off whatever VMs have a name; tells whether there is one. */
  boolean offNamed(String name) {
    List<SandboxState.Vm> named =
        state.vms.values().stream().filter(vm -> vm.name.equals(name)).toList();
    named.forEach(this::off);
    return !named.isEmpty();
  }

  private void off(SandboxState.Vm vm) {
    if (vm.poweredOn) {
      vm.poweredOn = false;
      appliances.powerOff(vm.name);
    }
  }
}
