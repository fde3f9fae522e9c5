package dev.slipway.model;

/**
 * Where a VM stands in vCenter's inventory. It names VMs that do not exist yet, which a managed
 * object reference cannot.
 *
 * @param datacenter the datacenter's name or inventory path
 * @param folder the folder below the datacenter's VM folder, {@code ""} for that folder itself
 */
public record VmPath(String datacenter, String folder, String name) {
  /** The path that {@code SearchIndex.FindByInventoryPath} takes. */
  public String inventoryPath() {
    return datacenter + "/vm/" + (folder.isEmpty() ? "" : folder + "/") + name;
  }
}
