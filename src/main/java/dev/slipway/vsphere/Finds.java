package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.Placement;
import dev.slipway.model.VmPath;
import dev.slipway.port.ObservationQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the paths that a blueprint names, each only when it is of the type that its name
 * stands for; and which VMs of the datacenter hold the addresses that it names.
 */
record Finds(Placement placement, Locator.Found found) {
  /** Looks for all of it: a round trip for each path and address, several at a time. */
  static Finds of(ObservationQuery query, Locator locator) throws InterruptedException {
    return new Finds(
        query.placement(),
        locator.findAll(
            InventoryPath.datacenter(query.placement().datacenter()),
            paths(query),
            query.addresses()));
  }

  private static List<String> paths(ObservationQuery query) {
    Placement placement = query.placement();
    String datacenter = placement.datacenter();
    List<String> paths = new ArrayList<>();
    paths.add(InventoryPath.datacenter(datacenter));
    paths.add(InventoryPath.cluster(datacenter, placement.computeResource()));
    placement
        .poolsUpwards()
        .forEach(
            pool -> paths.add(InventoryPath.pool(datacenter, placement.computeResource(), pool)));
    paths.add(InventoryPath.datastore(datacenter, placement.storage()));
    placement
        .foldersUpwards()
        .forEach(folder -> paths.add(InventoryPath.folder(datacenter, folder)));
    paths.add(InventoryPath.folder(datacenter, LockFolders.CONTAINER));
    for (String network : placement.networks().values()) {
      paths.add(InventoryPath.network(datacenter, network));
    }
    vAppPath(placement).ifPresent(paths::add);
    query.templates().forEach(template -> paths.add(InventoryPath.vm(template)));
    for (String name : query.vms()) {
      paths.add(InventoryPath.vm(placement.vm(name)));
    }
    return paths;
  }

  private static Optional<String> vAppPath(Placement placement) {
    return Optional.ofNullable(placement.vApp())
        .map(name -> InventoryPath.vApp(placement.datacenter(), placement.folder(), name));
  }

  Optional<ManagedObjectReference> datacenter() {
    return at(InventoryPath.datacenter(placement.datacenter()), ManagedType.DATACENTER);
  }

  Optional<ManagedObjectReference> cluster() {
    return at(
        InventoryPath.cluster(placement.datacenter(), placement.computeResource()),
        placement.standsAlone() ? ManagedType.LONE_HOST : ManagedType.CLUSTER);
  }

  Optional<ManagedObjectReference> storage() {
    return at(
        InventoryPath.datastore(placement.datacenter(), placement.storage()),
        placement.isOnDatastoreCluster() ? ManagedType.DATASTORE_CLUSTER : ManagedType.DATASTORE);
  }

  Optional<ManagedObjectReference> network(String network) {
    return at(InventoryPath.network(placement.datacenter(), network), ManagedType.NETWORK);
  }

  Optional<ManagedObjectReference> pool() {
    return pool(placement.resourcePool());
  }

  Optional<ManagedObjectReference> pool(String path) {
    return at(
        InventoryPath.pool(placement.datacenter(), placement.computeResource(), path),
        ManagedType.POOL);
  }

  Optional<ManagedObjectReference> folder() {
    return folder(placement.folder());
  }

  Optional<ManagedObjectReference> folder(String path) {
    return at(InventoryPath.folder(placement.datacenter(), path), ManagedType.FOLDER);
  }

  Optional<ManagedObjectReference> vApp() {
    return vAppPath(placement).flatMap(path -> at(path, ManagedType.VAPP));
  }

  Optional<ManagedObjectReference> vm(String name) {
    return vm(placement.vm(name));
  }

  Optional<ManagedObjectReference> vm(VmPath path) {
    return at(InventoryPath.vm(path), ManagedType.VM);
  }

  /** By address. */
  Map<String, List<ManagedObjectReference>> holders() {
    return found.byAddress();
  }

  private Optional<ManagedObjectReference> at(String path, ManagedType type) {
    @Nullable ManagedObjectReference reference = found.byPath().get(path);
    return Optional.ofNullable(reference).filter(type::is);
  }
}
