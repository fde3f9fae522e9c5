package dev.slipway.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the embedded vCenter has from the start, and nobody changes: {@code world.json}. */
record SandboxWorld(SortedMap<String, Datacenter> datacenters) {
  /** Hosts by cluster, datastores, networks. */
  record Datacenter(
      SortedMap<String, List<String>> clusters, List<String> datastores, List<String> networks) {
    Datacenter {
      clusters = new TreeMap<>(clusters);
      datastores = List.copyOf(datastores);
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

  List<String> hosts(String datacenter, String cluster) {
    Datacenter found = datacenters.get(datacenter);
    return found == null ? List.of() : found.clusters().getOrDefault(cluster, List.of());
  }

  List<String> datastores(String datacenter) {
    Datacenter found = datacenters.get(datacenter);
    return found == null ? List.of() : found.datastores();
  }

  Map<String, List<String>> clusters(String datacenter) {
    Datacenter found = datacenters.get(datacenter);
    return found == null ? Map.of() : found.clusters();
  }
}
