package dev.slipway.plan;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.AddressHolder;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedDatastore;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Placement;
import java.util.List;
import java.util.Locale;

/** Whether the VMs to come find their disk space and their addresses free. */
final class VmRoomCheck {
  private static final double GIB = 1L << 30;

  private VmRoomCheck() {}

  /**
   * Checks.
   *
   * @param toDeploy the VMs that the plan deploys
   */
  static void check(
      DesiredState desired, ObservedWorld world, List<VmSpec> toDeploy, Diagnostics diagnostics) {
    if (!toDeploy.isEmpty()) {
      checkHost(desired, world, diagnostics);
      for (ObservedDatastore datastore : world.datastores().found().orElse(List.of())) {
        List<VmSpec> there =
            toDeploy.stream().filter(vm -> isOn(datastore, vm.placement())).toList();
        if (!there.isEmpty()) {
          checkDatastore(desired, datastore, there, diagnostics);
        }
      }
    }
    desired.all(VmSpec.class).forEach(vm -> checkAddress(desired, world, vm, diagnostics));
  }

  /** Of a datastore cluster there are others beside the one that was chosen. */
  private static boolean isOn(ObservedDatastore datastore, Placement placement) {
    return !placement.isOnDatastoreCluster()
        || placement.datastore().equals(placement.datastoreCluster() + "/" + datastore.name());
  }

  /** The host that the VMs are made on must take them now, whatever DRS does later. */
  private static void checkHost(
      DesiredState desired, ObservedWorld world, Diagnostics diagnostics) {
    String name = desired.placement().host();
    world.cluster().found().map(ObservedCluster::hosts).orElse(List.of()).stream()
        .filter(host -> host.name().equals(name) && !host.usable())
        .forEach(host ->
            diagnostics.add(
                Diagnostic.error(
                        Category.ENVIRONMENT,
                        "plan/host-unusable",
                        "host " + name + " cannot be used now")
                    .because(
                        host.inMaintenance()
                            ? "It is in maintenance mode."
                            : "vCenter is not connected to it.")
                    .advise("Wait until it is back, or name another host in the inventory file.")
                    .at(desired.origin(Field.HOST, ""))));
  }

  private static void checkDatastore(
      DesiredState desired,
      ObservedDatastore datastore,
      List<VmSpec> toDeploy,
      Diagnostics diagnostics) {
    Long free = datastore.freeBytes();
    long needed = toDeploy.stream().mapToLong(vm -> vm.from().options().diskBytes()).sum();
    if (!datastore.usable()) {
      diagnostics.add(
          Diagnostic.error(
                  Category.ENVIRONMENT,
                  "plan/datastore-unusable",
                  "datastore " + datastore.name() + " cannot be used now")
              .because("No host reaches it, or it is in maintenance.")
              .advise("Wait until it is back, or name another datastore in the inventory file.")
              .at(desired.origin(Field.DATASTORE, "")));
    } else if (free != null && needed > free) {
      diagnostics.add(full(desired, datastore, needed, free, toDeploy));
    }
  }

  private static Diagnostic full(
      DesiredState desired,
      ObservedDatastore datastore,
      long needed,
      long free,
      List<VmSpec> toDeploy) {
    String code = "plan/datastore-full";
    String summary = "datastore " + datastore.name() + " has too little space";
    String numbers =
        "The disks of %s need %s when they are full; %s are free. "
            .formatted(
                toDeploy.size() == 1 ? "1 VM" : toDeploy.size() + " VMs", gib(needed), gib(free));
    String cure = "Make room, or name another datastore in the inventory file";
    Diagnostic problem =
        toDeploy.stream().anyMatch(VmRoomCheck::isThick)
            ? Diagnostic.error(Category.ENVIRONMENT, code, summary)
                .because(numbers + "Thick disks take their space at once.")
                .advise(cure + ", or set diskProvisioning to thin.")
            : Diagnostic.warning(code, summary)
                .because(numbers + "Thin disks grow into it, so the VMs may stop one day.")
                .advise(cure + ".");
    return problem.at(desired.origin(Field.DATASTORE, ""));
  }

  private static boolean isThick(VmSpec vm) {
    String provisioning = vm.from().options().diskProvisioning();
    return provisioning != null && List.of("thick", "eagerZeroedThick").contains(provisioning);
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }

  /** A node that reports its own address holds it by right, whoever else does so too. */
  private static void checkAddress(
      DesiredState desired, ObservedWorld world, VmSpec vm, Diagnostics diagnostics) {
    ObservedVm own = world.vms().get(vm.name());
    if (own != null && own.addresses().contains(vm.ip())) {
      return;
    }
    for (AddressHolder holder : world.addressHolders()) {
      if (holder.address().equals(vm.ip())
          && (own == null || !holder.reference().equals(own.reference()))) {
        diagnostics.add(taken(vm, holder).at(desired.origin(Field.NODE, vm.name())));
      }
    }
  }

  private static Diagnostic taken(VmSpec vm, AddressHolder holder) {
    String code = "plan/address-taken";
    String summary = "the address %s of %s is taken".formatted(vm.ip(), vm.name());
    String who = "VM %s (%s) reports it".formatted(holder.name(), holder.reference());
    return holder.poweredOn()
        ? Diagnostic.error(Category.CONFLICT, code, summary)
            .because(who + " and is powered on.")
            .advise("Give the node another address, or that VM.")
        : Diagnostic.warning(code, summary)
            .because(who + ", though it is not powered on.")
            .advise("Give one of them another address before both run.");
  }
}
