package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.diag.Category;
import dev.slipway.model.Lookup;
import dev.slipway.model.Placement;
import dev.slipway.model.VmPath;
import dev.slipway.port.PortException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where in vCenter a VM is imported to.
 *
 * @param host null to let vCenter choose one of the cluster
 * @param networks by the name of the OVF network
 */
record ImportTarget(
    ManagedObjectReference pool,
    @Nullable ManagedObjectReference host,
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
    String compute = placement.computeResource();
    String cluster = InventoryPath.cluster(datacenter, compute);
    String host = InventoryPath.host(datacenter, compute, placement.host());
    String pool = InventoryPath.pool(datacenter, compute, placement.resourcePool());
    String datastore = InventoryPath.datastore(datacenter, placement.datastore());
    String folder = InventoryPath.folder(wanted.datacenter(), wanted.folder());
    List<String> paths = new ArrayList<>(List.of(vm, cluster, host, pool, datastore, folder));
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
    ManagedObjectReference computeResource =
        placement.standsAlone()
            ? found.require("host", cluster, ManagedType.LONE_HOST)
            : found.require("cluster", cluster, ManagedType.CLUSTER);
    return new ImportTarget(
        found.require("resource pool", pool, ManagedType.POOL),
        placement.host().isEmpty() || placement.standsAlone()
            ? null
            : found.require("host", host, ManagedType.HOST),
        found.require("datastore", datastore, ManagedType.DATASTORE),
        found.require("folder", folder, ManagedType.FOLDER),
        networks(session, computeResource, placement, found));
  }

  private static Map<String, ManagedObjectReference> networks(
      VSphereSession session,
      ManagedObjectReference computeResource,
      Placement placement,
      Found found)
      throws InterruptedException {
    Optional<Networks> ofHosts =
        Networks.of(
            Networks.alsoIn(new Retrieval(), computeResource).read(session, "the networks"),
            computeResource);
    Map<String, ManagedObjectReference> networks = new TreeMap<>();
    for (Map.Entry<String, String> each : placement.networks().entrySet()) {
      String path = InventoryPath.network(placement.datacenter(), each.getValue());
      networks.put(
          each.getKey(),
          ofHosts.isPresent()
              ? only(path, ofHosts.get().find(each.getValue(), found.byPath().get(path)))
              : found.require("network", path, ManagedType.NETWORK));
    }
    return networks;
  }

  private static ManagedObjectReference only(String path, Lookup<ManagedObjectReference> network) {
    return switch (network) {
      case Lookup.Found<ManagedObjectReference>(ManagedObjectReference reference) -> reference;
      case Lookup.Missing<ManagedObjectReference> missing -> throw Locator.missing("network", path);
      case Lookup.Ambiguous<ManagedObjectReference>(List<String> candidates) ->
          throw new PortException(
              Category.CONFLICT,
              "vcenter/ambiguous",
              "vCenter has several networks " + path,
              "There are " + String.join(" and ", candidates) + ".",
              "Name one of these in the inventory file, and run plan again.",
              null);
    };
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
