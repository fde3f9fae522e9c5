package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.VmPath;
import dev.slipway.port.PortException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Powers VMs on and off; what already is so is left alone. */
final class VmPower {
  private static final Logger LOG = LoggerFactory.getLogger(VmPower.class);
  private static final Duration DEADLINE = Duration.ofMinutes(10);

  private final VSphereSession session;
  private final Locator locator;

  VmPower(VSphereSession session, Locator locator) {
    this.session = session;
    this.locator = locator;
  }

  void on(VmPath path) throws InterruptedException {
    // Without a host: DRS places the VM by the rules of its cluster.
    change(path, true, "power on", vm -> vim -> vim.powerOnVM_Task(vm, null));
  }

  void off(VmPath path) throws InterruptedException {
    change(path, false, "power off", vm -> vim -> vim.powerOffVM_Task(vm));
  }

  /** Shuts the guest down; a guest without VMware Tools cannot be asked and is left alone. */
  void shutDown(VmPath path, Duration deadline) throws InterruptedException {
    ManagedObjectReference vm = locator.requireVm(path);
    String name = InventoryPath.display(path);
    if (!isOn(vm, name)) {
      return;
    }
    try {
      session.<@Nullable Void>call(
          "shut down",
          name,
          vim -> {
            vim.shutdownGuest(vm);
            return null;
          });
    } catch (PortException e) {
      LOG.info("the guest of VM {} cannot be shut down: {}", name, e.getMessage());
      return;
    }
    boolean off =
        session
            .awaitProperties(
                vm,
                List.of("runtime.powerState"),
                properties ->
                    Optional.of(true)
                        .filter(yes -> !VmReader.isOn(new Retrieval.Properties(properties))),
                deadline)
            .orElse(false);
    LOG.info("VM {} {}", name, off ? "was shut down" : "did not shut down in time");
  }

  private void change(VmPath path, boolean wanted, String operation, PowerCall call)
      throws InterruptedException {
    ManagedObjectReference vm = locator.requireVm(path);
    String name = InventoryPath.display(path);
    if (isOn(vm, name) == wanted) {
      return;
    }
    try {
      ManagedObjectReference task = session.call(operation, name, call.on(vm));
      session.awaitTask(task, operation, name, DEADLINE);
    } catch (PortException e) {
      // Someone else may have been faster; what counts is the state.
      if (isOn(vm, name) != wanted) {
        throw e;
      }
    }
  }

  private boolean isOn(ManagedObjectReference vm, String name) throws InterruptedException {
    return VmReader.isOn(
        new Retrieval()
            .properties("VirtualMachine", "runtime.powerState")
            .object(vm)
            .read(session, "VM " + name)
            .of(vm));
  }

  @FunctionalInterface
  private interface PowerCall {
    VimCall<ManagedObjectReference> on(ManagedObjectReference vm);
  }
}
