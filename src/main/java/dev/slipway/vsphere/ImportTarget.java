package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.diag.Category;
import dev.slipway.model.Placement;
import dev.slipway.model.VmPath;
import dev.slipway.port.PortException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where in vCenter a VM is imported to.
 *
 * @param pool the root resource pool of the cluster
 * @param networks by the name of the OVF network
 */
record ImportTarget(
    ManagedObjectReference pool,
    ManagedObjectReference datastore,
    ManagedObjectReference folder,
    Map<String, ManagedObjectReference> networks) {

  /**
   * Finds everything that a deployment needs.
   *
   * @throws PortException when something is missing, or a VM of that name is there already
   */
  static ImportTarget locate(
      VSphereSession session, Locator locator, VmPath wanted, Placement placement)
      throws InterruptedException {
    String datacenter = placement.datacenter();
    String vm = InventoryPath.vm(wanted);
    String cluster = InventoryPath.cluster(datacenter, placement.cluster());
    String datastore = InventoryPath.datastore(datacenter, placement.datastore());
    String folder = InventoryPath.folder(wanted.datacenter(), wanted.folder());
    List<String> paths = new ArrayList<>(List.of(vm, cluster, datastore, folder));
    placement
        .networks()
        .values()
        .forEach(network -> paths.add(InventoryPath.network(datacenter, network)));

    Found found = new Found(locator.findAll(paths));
    if (found.byPath().containsKey(vm)) {
      throw new PortException(
          Category.CONFLICT,
          "vcenter/vm-exists",
          "vCenter already has a VM " + InventoryPath.display(wanted),
          "A deployment never touches what is there.",
          "Run plan again to see what is there now.",
          null);
    }
    Map<String, ManagedObjectReference> networks = new TreeMap<>();
    for (Map.Entry<String, String> network : placement.networks().entrySet()) {
      String path = InventoryPath.network(datacenter, network.getValue());
      networks.put(network.getKey(), found.require("network", path, ManagedType.NETWORK));
    }
    return new ImportTarget(
        pool(session, found.require("cluster", cluster, ManagedType.CLUSTER), cluster),
        found.require("datastore", datastore, ManagedType.DATASTORE),
        found.require("folder", folder, ManagedType.FOLDER),
        networks);
  }

  private static ManagedObjectReference pool(
      VSphereSession session, ManagedObjectReference cluster, String path)
      throws InterruptedException {
    ManagedObjectReference pool =
        new Retrieval()
            .properties("ClusterComputeResource", "resourcePool")
            .object(cluster)
            .read(session, "cluster " + path)
            .of(cluster)
            .get("resourcePool", ManagedObjectReference.class);
    if (pool == null) {
      throw Locator.missing("resource pool of cluster", path);
    }
    return pool;
  }

  private record Found(Map<String, ManagedObjectReference> byPath) {
    ManagedObjectReference require(String what, String path, ManagedType type) {
      ManagedObjectReference reference = byPath.get(path);
      if (reference == null || !type.is(reference)) {
        throw Locator.missing(what, path);
      }
      return reference;
    }
  }
}
