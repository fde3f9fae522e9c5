package dev.slipway.vsphere;

import com.vmware.vim25.DuplicateName;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.port.PortException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates folders for VMs, and removes those that were created so. */
final class FolderEditor {
  private static final Duration DESTROY_DEADLINE = Duration.ofMinutes(2);

  private final VSphereSession session;
  private final Locator locator;
  private final CustomAttributes attributes;

  FolderEditor(VSphereSession session, Locator locator, CustomAttributes attributes) {
    this.session = session;
    this.locator = locator;
    this.attributes = attributes;
  }

  /** Creates the folder and its missing parents; marks what it created. */
  void create(String datacenter, String path, Map<String, String> marks)
      throws InterruptedException {
    if (find(datacenter, path).isPresent()) {
      return;
    }
    ManagedObjectReference parent =
        find(datacenter, "")
            .orElseThrow(() -> Locator.missing("datacenter", InventoryPath.datacenter(datacenter)));
    for (String folder : InventoryPath.downTo(path)) {
      Optional<ManagedObjectReference> existing = find(datacenter, folder);
      parent = existing.isPresent() ? existing.get() : create(parent, datacenter, folder, marks);
    }
  }

  /** Removes the folder and its parents, from below, as far as they are empty and so marked. */
  List<String> remove(String datacenter, String path, String markName, String markValue)
      throws InterruptedException {
    List<String> removed = new ArrayList<>();
    for (String folder : InventoryPath.downTo(path).reversed()) {
      Optional<ManagedObjectReference> reference = find(datacenter, folder);
      if (reference.isEmpty()) {
        continue;
      }
      if (!isEmptyAndMarked(reference.get(), folder, markName, markValue)) {
        break;
      }
      destroy(reference.get(), folder);
      removed.add(folder);
    }
    return removed;
  }

  private ManagedObjectReference create(
      ManagedObjectReference parent, String datacenter, String folder, Map<String, String> marks)
      throws InterruptedException {
    String name = folder.substring(folder.lastIndexOf('/') + 1);
    ManagedObjectReference created;
    try {
      created = session.call("create folder", folder, vim -> vim.createFolder(parent, name));
    } catch (PortException e) {
      if (Faults.in(e, DuplicateName.class).isEmpty()) {
        throw e;
      }
      // Someone was faster: the folder is theirs, so it gets no marks of ours.
      return find(datacenter, folder).orElseThrow(() -> e);
    }
    try {
      attributes.set(created, "folder " + folder, marks);
    } catch (RuntimeException | InterruptedException e) {
      boolean interrupted = Thread.interrupted();
      try {
        destroy(created, folder);
      } catch (RuntimeException | InterruptedException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
    return created;
  }

  private Optional<ManagedObjectReference> find(String datacenter, String folder)
      throws InterruptedException {
    return locator.find(InventoryPath.folder(datacenter, folder)).filter(ManagedType.FOLDER::is);
  }

  private boolean isEmptyAndMarked(
      ManagedObjectReference folder, String path, String markName, String markValue)
      throws InterruptedException {
    Retrieval.Answer answer =
        attributes
            .alsoIn(new Retrieval())
            .properties("Folder", "childEntity", "customValue")
            .object(folder)
            .read(session, "folder " + path);
    Retrieval.Properties properties = answer.of(folder);
    return properties.values().containsKey("childEntity")
        && properties.all("childEntity", ManagedObjectReference[].class).isEmpty()
        && markValue.equals(attributes.marks(answer, properties).get(markName));
  }

  /** Removes an empty folder. */
  void destroy(ManagedObjectReference folder, String path) throws InterruptedException {
    // Not Destroy_Task: it would destroy a VM that somebody has put there since we looked.
    ManagedObjectReference task =
        session.call("remove folder", path, vim -> vim.unregisterAndDestroy_Task(folder));
    session.awaitTask(task, "remove folder", path, DESTROY_DEADLINE);
  }
}
