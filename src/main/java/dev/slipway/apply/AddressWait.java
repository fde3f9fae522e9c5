package dev.slipway.apply;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.ObservedVm;
import dev.slipway.port.VCenter;
import java.time.Duration;

/** Waits until VMware Tools report the planned address of a VM. */
final class AddressWait {
  private final VCenter vcenter;

  AddressWait(VCenter vcenter) {
    this.vcenter = vcenter;
  }

  /**
   * Waits for one VM.
   *
   * @throws DiagnosedException when it has not reported its address at the end
   */
  void run(VmSpec vm, Duration timeout) throws InterruptedException {
    ObservedVm seen = vcenter.awaitAddress(vm.path(), vm.ip(), timeout);
    if (seen.addresses().contains(vm.ip())) {
      return;
    }
    String tools = seen.toolsStatus();
    String addresses =
        seen.addresses().isEmpty()
            ? "It reports no address"
            : "It reports " + String.join(", ", seen.addresses());
    throw new DiagnosedException(
        Diagnostic.error(
                Category.ENVIRONMENT,
                "apply/address-missing",
                vm.name() + " did not report " + vm.ip())
            .because(
                "%s after %d s; VMware Tools: %s; power: %s; host: %s."
                    .formatted(
                        addresses,
                        timeout.toSeconds(),
                        tools == null ? "unknown" : tools,
                        seen.poweredOn() ? "on" : "off",
                        seen.host()))
            .advise(
                seen.addresses().isEmpty()
                    ? "Look at the VM's console: has the guest started, and do its network"
                        + " settings and port group match?"
                    : "Compare the network properties in the blueprint with what the appliance"
                        + " expects, and look for a DHCP server that answers first."));
  }
}
