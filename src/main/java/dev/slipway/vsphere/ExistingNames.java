package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Lists what a user could have meant, once a name was not found. */
final class ExistingNames {
  private final VSphereSession session;
  private final Locator locator;

  ExistingNames(VSphereSession session, Locator locator) {
    this.session = session;
    this.locator = locator;
  }

  /** All datacenters, by path. */
  List<String> datacenters() throws InterruptedException {
    return below(session.content().getRootFolder(), ManagedType.DATACENTER);
  }

  /** All clusters of a datacenter, by their path in its host folder. */
  List<String> clusters(String datacenter) throws InterruptedException {
    return below(InventoryPath.datacenter(datacenter) + "/host", ManagedType.CLUSTER);
  }

  /** All hosts of a datacenter that are in no cluster, by their path in its host folder. */
  List<String> loneHosts(String datacenter) throws InterruptedException {
    return below(InventoryPath.datacenter(datacenter) + "/host", ManagedType.LONE_HOST);
  }

  /** All resource pools of a cluster, by their path below its root resource pool. */
  List<String> pools(String datacenter, String cluster) throws InterruptedException {
    return below(InventoryPath.pool(datacenter, cluster, ""), ManagedType.POOL);
  }

  /** All datastores of a datacenter, by their path in its datastore folder. */
  List<String> datastores(String datacenter) throws InterruptedException {
    return below(InventoryPath.datacenter(datacenter) + "/datastore", ManagedType.DATASTORE);
  }

  /** All datastore clusters of a datacenter, by their path in its datastore folder. */
  List<String> datastoreClusters(String datacenter) throws InterruptedException {
    return below(
        InventoryPath.datacenter(datacenter) + "/datastore", ManagedType.DATASTORE_CLUSTER);
  }

  /** All networks of a datacenter, by their path in its network folder. */
  List<String> networks(String datacenter) throws InterruptedException {
    return below(InventoryPath.datacenter(datacenter) + "/network", ManagedType.NETWORK);
  }

  /** All VMs of a folder and below it, by their path in the VM folder of the datacenter. */
  List<String> vms(String datacenter, String folder) throws InterruptedException {
    return below(InventoryPath.folder(datacenter, folder), ManagedType.VM).stream()
        .map(name -> folder.isEmpty() ? name : folder + "/" + name)
        .toList();
  }

  private List<String> below(String folder, ManagedType type) throws InterruptedException {
    Optional<ManagedObjectReference> root = locator.find(folder);
    return root.isPresent() ? below(root.get(), type) : List.of();
  }

  private List<String> below(ManagedObjectReference root, ManagedType type)
      throws InterruptedException {
    Retrieval retrieval =
        new Retrieval()
            .properties("Folder", "name", "parent")
            .object(
                root,
                Retrieval.down("Folder", "childEntity"),
                Retrieval.down("ResourcePool", "resourcePool"));
    for (String name : type.names()) {
      retrieval.properties(name, "name", "parent");
    }
    Retrieval.Answer answer = retrieval.read(session, "the names that exist");
    return answer.objects().keySet().stream()
        .filter(type::is)
        .filter(reference -> !reference.equals(root))
        .map(reference -> path(answer, root, reference))
        .sorted()
        .toList();
  }

  private static String path(
      Retrieval.Answer answer, ManagedObjectReference root, ManagedObjectReference object) {
    Deque<String> names = new ArrayDeque<>();
    ManagedObjectReference current = object;
    while (current != null && !current.equals(root)) {
      Retrieval.Properties properties = answer.of(current);
      String name = properties.get("name", String.class);
      if (name != null) {
        names.addFirst(name);
      }
      current = properties.get("parent", ManagedObjectReference.class);
    }
    return String.join("/", names);
  }
}
