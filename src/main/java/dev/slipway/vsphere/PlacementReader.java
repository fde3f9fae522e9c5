package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.SelectionSpec;
import dev.slipway.model.ObservedPlacement;
import dev.slipway.model.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads where VMs stand: their resource pools, datastores and networks. */
final class PlacementReader {
  private static final String VM = "VirtualMachine";
  private static final String POOL = "resourcePool";
  private static final String DATASTORES = "datastore";
  private static final String NETWORKS = "network";
  private static final String NAME = "name";

  /** A placement may name one network in two ways. */
  private final Map<ManagedObjectReference, List<String>> named = new HashMap<>();

  private PlacementReader() {}

  /** Calls what the placement names as it does. */
  static PlacementReader of(Finds found, Retrieval.Answer answer) {
    Placement placement = found.placement();
    PlacementReader reader = new PlacementReader();
    found.pool("").ifPresent(pool -> reader.call(pool, ""));
    found.pool().ifPresent(pool -> reader.call(pool, placement.resourcePool()));
    if (!placement.isOnDatastoreCluster()) {
      found.storage().ifPresent(datastore -> reader.call(datastore, placement.datastore()));
    }
    Optional<Networks> ofHosts = found.cluster().flatMap(cluster -> Networks.of(answer, cluster));
    for (String network : Set.copyOf(placement.networks().values())) {
      Optional<ManagedObjectReference> byPath = found.network(network);
      ofHosts
          .map(networks -> networks.find(network, byPath.orElse(null)).found())
          .orElse(byPath)
          .ifPresent(reference -> reader.call(reference, network));
    }
    return reader;
  }

  private void call(ManagedObjectReference reference, String name) {
    named.computeIfAbsent(reference, key -> new ArrayList<>()).add(name);
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
        pool == null ? null : names(answer, pool).findFirst().orElse(null),
        names(answer, properties, DATASTORES),
        names(answer, properties, NETWORKS));
  }

  private List<String> names(
      Retrieval.Answer answer, Retrieval.Properties properties, String path) {
    return properties.all(path, ManagedObjectReference[].class).stream()
        .flatMap(reference -> names(answer, reference))
        .toList();
  }

  private Stream<String> names(Retrieval.Answer answer, ManagedObjectReference reference) {
    List<String> given = named.get(reference);
    if (given != null) {
      return given.stream();
    }
    String own = answer.of(reference).get(NAME, String.class);
    return own == null ? Stream.empty() : Stream.of(InventoryPath.unescape(own));
  }
}
