package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.SelectionSpec;
import dev.slipway.model.ObservedPlacement;
import dev.slipway.model.Placement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads where VMs stand: their resource pools, datastores and networks. */
final class PlacementReader {
  private static final String VM = "VirtualMachine";
  private static final String POOL = "resourcePool";
  private static final String DATASTORES = "datastore";
  private static final String NETWORKS = "network";
  private static final String NAME = "name";

  private final Map<ManagedObjectReference, String> named;

  private PlacementReader(Map<ManagedObjectReference, String> named) {
    this.named = named;
  }

  /** Calls what the placement names as it does. */
  static PlacementReader of(Finds found, Retrieval.Answer answer) {
    Placement placement = found.placement();
    Map<ManagedObjectReference, String> named = new HashMap<>();
    found.pool("").ifPresent(pool -> named.put(pool, ""));
    found.pool().ifPresent(pool -> named.put(pool, placement.resourcePool()));
    if (!placement.isOnDatastoreCluster()) {
      found.storage().ifPresent(datastore -> named.put(datastore, placement.datastore()));
    }
    Optional<Networks> ofHosts = found.cluster().flatMap(cluster -> Networks.of(answer, cluster));
    for (String network : placement.networks().values()) {
      Optional<ManagedObjectReference> byPath = found.network(network);
      ofHosts
          .map(networks -> networks.find(network, byPath.orElse(null)).found())
          .orElse(byPath)
          .ifPresent(reference -> named.put(reference, network));
    }
    return new PlacementReader(named);
  }

  /** Adds what is to be read of VMs; the ways from a VM to it. */
  static Stream<SelectionSpec> alsoIn(Retrieval retrieval) {
    retrieval.properties(VM, POOL, DATASTORES, NETWORKS);
    Stream.of(
            "ResourcePool",
            "VirtualApp",
            "Datastore",
            "Network",
            "OpaqueNetwork",
            "DistributedVirtualPortgroup")
        .forEach(type -> retrieval.properties(type, NAME));
    return Stream.of(POOL, DATASTORES, NETWORKS).map(path -> Retrieval.over(VM, path));
  }

  ObservedPlacement observed(Retrieval.Answer answer, ManagedObjectReference vm) {
    Retrieval.Properties properties = answer.of(vm);
    ManagedObjectReference pool = properties.get(POOL, ManagedObjectReference.class);
    return new ObservedPlacement(
        pool == null ? null : name(answer, pool),
        names(answer, properties, DATASTORES),
        names(answer, properties, NETWORKS));
  }

  private List<String> names(
      Retrieval.Answer answer, Retrieval.Properties properties, String path) {
    return properties.all(path, ManagedObjectReference[].class).stream()
        .flatMap(reference -> Stream.ofNullable(name(answer, reference)))
        .toList();
  }

  private @Nullable String name(Retrieval.Answer answer, ManagedObjectReference reference) {
    String given = named.get(reference);
    String own = answer.of(reference).get(NAME, String.class);
    return given != null || own == null ? given : InventoryPath.unescape(own);
  }
}
