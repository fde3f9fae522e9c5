package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.OptionValue;
import com.vmware.vim25.ResourceAllocationInfo;
import com.vmware.vim25.VirtualMachineConfigSpec;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSettings;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets what is declared of a VM with {@code ReconfigVM_Task}, and nothing else of it. */
final class VmConfiguration {
  private static final Duration DEADLINE = Duration.ofMinutes(5);

  private final VSphereSession session;
  private final Locator locator;
  private final CustomAttributes attributes;

  VmConfiguration(VSphereSession session, Locator locator, CustomAttributes attributes) {
    this.session = session;
    this.locator = locator;
    this.attributes = attributes;
  }

  void apply(VmPath path, VmSettings settings) throws InterruptedException {
    ManagedObjectReference vm = locator.requireVm(path);
    String name = InventoryPath.display(path);
    VirtualMachineConfigSpec spec = spec(settings);
    if (spec != null) {
      ManagedObjectReference task =
          session.call("reconfigure", "VM " + name, vim -> vim.reconfigVM_Task(vm, spec));
      session.awaitTask(task, "reconfigure", "VM " + name, DEADLINE);
    }
    Map<String, String> wanted = settings.attributes();
    if (!wanted.isEmpty()) {
      attributes.set(vm, "VM " + name, wanted);
    }
  }

  /** Null when there is nothing to send. */
  private static @Nullable VirtualMachineConfigSpec spec(VmSettings settings) {
    VirtualMachineConfigSpec spec = new VirtualMachineConfigSpec();
    boolean needed = false;
    if (settings.cpus() != null) {
      spec.setNumCPUs(settings.cpus());
      needed = true;
    }
    if (settings.memory() != null) {
      spec.setMemoryMB(settings.memory());
      needed = true;
    }
    if (settings.cpuReservationMhz() != null) {
      spec.setCpuAllocation(reservation(settings.cpuReservationMhz()));
      needed = true;
    }
    if (settings.memoryReservation() != null) {
      spec.setMemoryAllocation(reservation(settings.memoryReservation()));
      needed = true;
    }
    if (settings.annotation() != null) {
      spec.setAnnotation(settings.annotation());
      needed = true;
    }
    if (!settings.extraConfig().isEmpty()) {
      spec.setExtraConfig(
          settings.extraConfig().entrySet().stream()
              .map(entry -> option(entry.getKey(), entry.getValue()))
              .toArray(OptionValue[]::new));
      needed = true;
    }
    return needed ? spec : null;
  }

  private static ResourceAllocationInfo reservation(long amount) {
    ResourceAllocationInfo allocation = new ResourceAllocationInfo();
    allocation.setReservation(amount);
    return allocation;
  }

  private static OptionValue option(String key, String value) {
    OptionValue option = new OptionValue();
    option.setKey(key);
    option.setValue(value);
    return option;
  }
}
