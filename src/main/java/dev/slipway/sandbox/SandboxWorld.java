package dev.slipway.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.model.Placement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the embedded vCenter has from the start, and nobody changes: {@code world.json}.
 *
 * @param tags by category
 * @param libraries by name: the resources that are the descriptors of their items, by name
 */
record SandboxWorld(
    SortedMap<String, Datacenter> datacenters,
    SortedMap<String, List<String>> tags,
    SortedMap<String, SortedMap<String, String>> libraries) {
  /**
   * Hosts by cluster, hosts in none, paths of resource pools by cluster, datastores, free GiB of
   * the members of datastore clusters, networks.
   */
  record Datacenter(
      SortedMap<String, List<String>> clusters,
      List<String> hosts,
      SortedMap<String, List<String>> pools,
      List<String> datastores,
      SortedMap<String, SortedMap<String, Long>> datastoreClusters,
      List<String> networks) {
    Datacenter {
      hosts = List.copyOf(hosts);
      pools = new TreeMap<>(pools);
      clusters = new TreeMap<>(clusters);
      datastores = List.copyOf(datastores);
      datastoreClusters = new TreeMap<>(datastoreClusters);
      networks = List.copyOf(networks);
    }
  }

  static SandboxWorld load() {
    try (InputStream file = SandboxWorld.class.getResourceAsStream("world.json")) {
      return new ObjectMapper().readValue(file, SandboxWorld.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Another world, with what a placement names and nothing else; its cluster has three hosts, and
   * its datastore cluster two datastores. Tags and libraries are the same.
   *
   * @param name what the names of the hosts end in
   */
  SandboxWorld with(String name, Placement place) {
    SortedMap<String, List<String>> clusters = new TreeMap<>();
    if (!place.standsAlone()) {
      Stream<String> hosts =
          place.host().isEmpty()
              ? Stream.of("esx-01." + name + ".sandbox")
              : Stream.of(place.host());
      clusters.put(
          place.cluster(),
          Stream.concat(
                  hosts, Stream.of("esx-02." + name + ".sandbox", "esx-03." + name + ".sandbox"))
              .toList());
    }
    String storage = place.datastoreCluster();
    Datacenter datacenter =
        new Datacenter(
            clusters,
            place.standsAlone() ? List.of(place.host()) : List.of(),
            new TreeMap<>(Map.of(place.computeResource(), existing(place.poolsUpwards()))),
            place.datastore().isEmpty() ? List.of() : List.of(place.datastore()),
            storage.isEmpty()
                ? new TreeMap<>()
                : new TreeMap<>(
                    Map.of(
                        storage,
                        new TreeMap<>(Map.of(storage + "-1", 2048L, storage + "-2", 3072L)))),
            place.networks().values().stream().distinct().toList());
    return new SandboxWorld(new TreeMap<>(Map.of(place.datacenter(), datacenter)), tags, libraries);
  }

  private static List<String> existing(List<String> pools) {
    return pools.stream().filter(path -> !path.isEmpty()).toList();
  }

  List<String> hosts(String datacenter, String cluster) {
    Datacenter found = datacenters.get(datacenter);
    return found == null ? List.of() : found.clusters().getOrDefault(cluster, List.of());
  }

  /** The hosts that a placement can use: those of its cluster, or the one that stands alone. */
  List<String> hosts(Placement placement) {
    return placement.standsAlone()
        ? loneHosts(placement.datacenter()).stream().filter(placement.host()::equals).toList()
        : hosts(placement.datacenter(), placement.cluster());
  }

  List<String> loneHosts(String datacenter) {
    Datacenter found = datacenters.get(datacenter);
    return found == null ? List.of() : found.hosts();
  }

  List<String> pools(String datacenter, String cluster) {
    Datacenter found = datacenters.get(datacenter);
    return found == null ? List.of() : found.pools().getOrDefault(cluster, List.of());
  }

  /** The names of all datastores, those in datastore clusters too. */
  List<String> datastores(String datacenter) {
    Datacenter found = datacenters.get(datacenter);
    return found == null
        ? List.of()
        : Stream.concat(
                found.datastores().stream(),
                found.datastoreClusters().values().stream()
                    .flatMap(members -> members.keySet().stream()))
            .toList();
  }

  Map<String, List<String>> clusters(String datacenter) {
    Datacenter found = datacenters.get(datacenter);
    return found == null ? Map.of() : found.clusters();
  }
}
