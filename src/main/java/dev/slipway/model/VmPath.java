package dev.slipway.model;

import org.jspecify.annotations.Nullable;

/**
 * Where a VM stands in vCenter's inventory. It names VMs that do not exist yet, which a managed
 * object reference cannot.
 *
 * @param datacenter the datacenter's name or inventory path
 * @param folder the folder below the datacenter's VM folder, {@code ""} for that folder itself
 * @param vApp the vApp in that folder which it may have been moved into: there it is in no folder
 *     any more; null where there is none to look in
 */
public record VmPath(String datacenter, String folder, @Nullable String vApp, String name) {
  /** A VM that is in no vApp. */
  public VmPath(String datacenter, String folder, String name) {
    this(datacenter, folder, null, name);
  }

  /** What people call it: its folder and its name. */
  public String pathInFolder() {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  /** The path that {@code SearchIndex.FindByInventoryPath} takes while it is in no vApp. */
  public String inventoryPath() {
    return datacenter + "/vm/" + pathInFolder();
  }
}
