package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.OptionValue;
import com.vmware.vim25.TaskInProgress;
import dev.slipway.model.VmPath;
import dev.slipway.port.PortException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Destroys VMs. A VM that is still held by the import lease of a dead run can be destroyed when
 * vCenter has given the lease up, which takes it up to five minutes of silence.
 */
final class VmRemoval {
  /**
   * The key, in the extra configuration of a VM, of a value that no other deployment has: by it the
   * half-made VM is told from one that somebody else makes under the same name.
   */
  static final String BIRTH_ID = "dev.slipway.import";

  private static final Logger LOG = LoggerFactory.getLogger(VmRemoval.class);
  private static final Duration DESTROY_DEADLINE = Duration.ofMinutes(10);
  private static final Duration LEASE_DEADLINE = Duration.ofMinutes(6);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final VSphereSession session;
  private final Locator locator;

  VmRemoval(VSphereSession session, Locator locator) {
    this.session = session;
    this.locator = locator;
  }

  /** Destroys the VM at the path; does nothing when there is none. */
  void destroy(VmPath path) throws InterruptedException {
    destroy(path, vm -> true);
  }

  /** Destroys the VM at the path while it is the one that bears this {@link #BIRTH_ID}. */
  void destroy(VmPath path, String birthId) throws InterruptedException {
    destroy(path, vm -> bears(vm, birthId));
  }

  private void destroy(VmPath path, Condition which) throws InterruptedException {
    String name = InventoryPath.display(path);
    long deadline = System.nanoTime() + LEASE_DEADLINE.toNanos();
    boolean told = false;
    for (Optional<ManagedObjectReference> vm = find(path, which);
        vm.isPresent();
        vm = find(path, which)) {
      ManagedObjectReference reference = vm.get();
      try {
        ManagedObjectReference task =
            session.call("destroy", name, vim -> vim.destroy_Task(reference));
        session.awaitTask(task, "destroy", name, DESTROY_DEADLINE);
        return;
      } catch (PortException e) {
        if (find(path, which).isEmpty()) {
          return;
        }
        if (Faults.in(e, TaskInProgress.class).isEmpty() || System.nanoTime() > deadline) {
          throw e;
        }
      }
      if (!told) {
        LOG.info("VM {} is busy, most likely with a deployment that died; waiting", name);
        told = true;
      }
      Thread.sleep(PAUSE);
    }
  }

  private Optional<ManagedObjectReference> find(VmPath path, Condition which)
      throws InterruptedException {
    Optional<ManagedObjectReference> vm = locator.findVm(path);
    return vm.isPresent() && which.holdsFor(vm.get()) ? vm : Optional.empty();
  }

  private boolean bears(ManagedObjectReference vm, String birthId) throws InterruptedException {
    return new Retrieval()
            .properties("VirtualMachine", "config.extraConfig")
            .object(vm)
            .read(session, "the VM to remove")
            .of(vm)
            .all("config.extraConfig", OptionValue[].class)
            .stream()
            .anyMatch(
                option -> BIRTH_ID.equals(option.getKey()) && birthId.equals(option.getValue()));
  }

  /** Tells the VM that is meant from another one of the same name. */
  @FunctionalInterface
  private interface Condition {
    boolean holdsFor(ManagedObjectReference vm) throws InterruptedException;
  }
}
