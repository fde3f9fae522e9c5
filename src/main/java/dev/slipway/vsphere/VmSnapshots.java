package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.VirtualMachineSnapshotInfo;
import com.vmware.vim25.VirtualMachineSnapshotTree;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes and removes snapshots of VMs. */
final class VmSnapshots {
  /** The property of a VM that tells them. */
  static final String PROPERTY = "snapshot";

  private static final Duration TAKE_DEADLINE = Duration.ofMinutes(10);

  /** What was written since is copied back, which takes as long as it takes. */
  private static final Duration REMOVE_DEADLINE = Duration.ofHours(4);

  private final VSphereSession session;
  private final Locator locator;

  VmSnapshots(VSphereSession session, Locator locator) {
    this.session = session;
    this.locator = locator;
  }

  boolean take(VmPath path, VmSnapshot snapshot) throws InterruptedException {
    ManagedObjectReference vm = locator.requireVm(path);
    String object = "VM " + InventoryPath.display(path);
    if (!read(vm, object, snapshot).isEmpty()) {
      return false;
    }
    ManagedObjectReference task =
        session.call(
            "take a snapshot of",
            object,
            vim ->
                vim.createSnapshot_Task(vm, snapshot.name(), snapshot.description(), false, false));
    var unused = session.awaitTask(task, "take a snapshot of", object, TAKE_DEADLINE);
    return true;
  }

  void remove(VmPath path, VmSnapshot snapshot) throws InterruptedException {
    ManagedObjectReference vm = locator.requireVm(path);
    String object = "a snapshot of VM " + InventoryPath.display(path);
    for (ManagedObjectReference each : read(vm, object, snapshot)) {
      ManagedObjectReference task =
          session.call("remove", object, vim -> vim.removeSnapshot_Task(each, false, true));
      var unused = session.awaitTask(task, "remove", object, REMOVE_DEADLINE);
    }
  }

  private List<ManagedObjectReference> read(
      ManagedObjectReference vm, String object, VmSnapshot snapshot) throws InterruptedException {
    return find(
        new Retrieval()
            .properties("VirtualMachine", PROPERTY)
            .object(vm)
            .read(session, object)
            .of(vm),
        snapshot);
  }

  /** The snapshots of that name and description among a VM's properties. */
  static List<ManagedObjectReference> find(Retrieval.Properties vm, VmSnapshot snapshot) {
    VirtualMachineSnapshotInfo info = vm.get(PROPERTY, VirtualMachineSnapshotInfo.class);
    return (info == null
            ? Stream.<VirtualMachineSnapshotTree>of()
            : all(info.getRootSnapshotList()))
        .filter(tree ->
            snapshot.name().equals(tree.getName())
                && snapshot.description().equals(tree.getDescription()))
        .map(VirtualMachineSnapshotTree::getSnapshot)
        .toList();
  }

  private static Stream<VirtualMachineSnapshotTree> all(
      VirtualMachineSnapshotTree @Nullable [] trees) {
    return trees == null
        ? Stream.of()
        : Stream.of(trees)
            .flatMap(tree -> Stream.concat(Stream.of(tree), all(tree.getChildSnapshotList())));
  }
}
