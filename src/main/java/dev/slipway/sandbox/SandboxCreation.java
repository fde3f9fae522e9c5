package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.model.Placement;
import dev.slipway.model.VmPath;
import dev.slipway.ovf.OvfProperty;
import dev.slipway.port.Cloning;
import dev.slipway.port.Deployment;
import java.util.TreeMap;

/** Makes VMs in the embedded vCenter: from a package, or as clones of another one. */
final class SandboxCreation {
  private final SandboxWorld world;
  private final SandboxState state;
  private final SandboxAppliances appliances;

  SandboxCreation(SandboxWorld world, SandboxState state, SandboxAppliances appliances) {
    this.world = world;
    this.state = state;
    this.appliances = appliances;
  }

  void deploy(Deployment deployment) {
    requireFree(deployment.vm(), "deploy");
    SandboxImport.check(deployment, world, state);
    SandboxState.Vm vm = make(deployment.vm(), deployment.placement(), "");
    vm.birthMarks = new TreeMap<>(deployment.birthMarks());
    vm.networks = new TreeMap<>(deployment.placement().networks());
    for (OvfProperty property : deployment.ovfPackage().descriptor().properties()) {
      if (!property.password()) {
        var given = deployment.properties().get(property.key());
        String value = given == null ? property.defaultValue() : given.reveal();
        vm.properties.put(property.key(), value == null ? "" : value);
      }
    }
    state.vms.put(deployment.vm().inventoryPath(), vm);
  }

  void copy(Cloning cloning) {
    SandboxState.Vm source = source(cloning.source());
    requireFree(cloning.vm(), "clone");
    SandboxImport.check(cloning, world, state);
    if (source.poweredOn) {
      throw Refusal.of(
          Category.CONFLICT,
          "vcenter/source-running",
          "VM " + source.name + " cannot be cloned any more",
          "It was powered on meanwhile.");
    }
    requireCustomization(cloning);
    SandboxState.Vm vm = make(cloning.vm(), cloning.placement(), source.host);
    vm.marks = new TreeMap<>(source.marks);
    vm.birthMarks = new TreeMap<>(source.birthMarks);
    vm.birthMarks.putAll(cloning.birthMarks());
    vm.networks = new TreeMap<>(source.networks);
    vm.networks.putAll(cloning.adapters());
    vm.identity = cloning.identity() == null ? source.identity : cloning.identity();
    vm.properties = new TreeMap<>(source.properties);
    vm.template = source.template;
    vm.cpus = source.cpus;
    vm.memory = source.memory;
    vm.cpuReservationMhz = source.cpuReservationMhz;
    vm.memoryReservation = source.memoryReservation;
    vm.annotation = source.annotation;
    vm.extraConfig = new TreeMap<>(source.extraConfig);
    cloning
        .properties()
        .forEach(
            (key, value) -> vm.properties.computeIfPresent(key, (same, old) -> value.reveal()));
    state.vms.put(cloning.vm().inventoryPath(), vm);
    appliances.copy(source.name, vm.name);
  }

  /**
   * A VM in its place, with nothing in it yet.
   *
   * @param host where it runs unless its placement names a host; empty for the first there is
   */
  private SandboxState.Vm make(VmPath path, Placement placement, String host) {
    SandboxState.Vm vm = new SandboxState.Vm();
    vm.reference = "vm-" + ++state.lastReference;
    vm.name = path.name();
    vm.datacenter = placement.datacenter();
    vm.cluster = placement.computeResource();
    vm.resourcePool = placement.resourcePool();
    vm.datastore =
        placement.isOnDatastoreCluster()
            ? placement.datastore().substring(placement.datastore().lastIndexOf('/') + 1)
            : placement.datastore();
    String wanted = placement.host().isEmpty() ? host : placement.host();
    vm.host = wanted.isEmpty() ? world.hosts(placement).getFirst() : wanted;
    return vm;
  }

  private SandboxState.Vm source(VmPath path) {
    return appliances
        .origins()
        .template(path)
        .filter(template -> !state.vms.containsKey(path.inventoryPath()))
        .map(template -> template.asVm(path))
        .orElseGet(() -> state.require(path));
  }

  private void requireCustomization(Cloning cloning) {
    if (cloning.identity() != null
        && !appliances.origins().customizations().containsKey(cloning.identity().specification())) {
      throw Refusal.of(
          Category.CONFLICT,
          "vcenter/missing",
          "vCenter has no customization specification " + cloning.identity().specification(),
          "The sandbox has those that the appliance's sandbox.yaml names.");
    }
  }

  private void requireFree(VmPath path, String operation) {
    if (state.vms.containsKey(path.inventoryPath())) {
      throw Refusal.of(
          Category.CONFLICT,
          "vcenter/duplicate-name",
          "cannot " + operation + " " + path.name(),
          "A VM named " + path.inventoryPath() + " exists.");
    }
  }
}
