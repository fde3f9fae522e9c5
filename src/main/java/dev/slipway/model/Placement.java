package dev.slipway.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where in vCenter the nodes go.
 *
 * @param cluster {@code ""} for a host that stands alone
 * @param host the host that VMs are made on, {@code ""} to let vCenter choose one of the cluster
 * @param resourcePool the path below the cluster's, or the host's, root resource pool, {@code ""}
 *     for that pool
 * @param datastore {@code ""} for one of the datastore cluster that is yet to be chosen
 * @param datastoreCluster {@code ""} for none
 * @param folder the folder below the datacenter's VM folder, {@code ""} for that folder itself
 * @param vApp the vApp in that folder which nodes may be in; null when none is looked for
 * @param networks vSphere networks by the name of the OVF network, or the adapter of a template,
 *     that they stand for
 */
public record Placement(
    String datacenter,
    String cluster,
    String host,
    String resourcePool,
    String datastore,
    String datastoreCluster,
    String folder,
    @Nullable String vApp,
    Map<String, String> networks) {
  public Placement {
    networks = Collections.unmodifiableMap(new TreeMap<>(networks));
    if (cluster.isEmpty() && host.isEmpty()) {
      throw new IllegalArgumentException("neither cluster nor host");
    }
  }

  /** A place in the cluster's root resource pool, without a vApp. */
  public Placement(
      String datacenter,
      String cluster,
      String datastore,
      String folder,
      Map<String, String> networks) {
    this(datacenter, cluster, "", "", datastore, "", folder, null, networks);
  }

  /** The same place with another datastore. */
  public Placement onDatastore(String other) {
    return new Placement(
        datacenter, cluster, host, resourcePool, other, datastoreCluster, folder, vApp, networks);
  }

  /**
   * The same place with some of its networks only.
   *
   * @param used whether a network is, by the name of what it stands for
   */
  public Placement mapping(Predicate<String> used) {
    Map<String, String> kept = new TreeMap<>(networks);
    kept.keySet().removeIf(used.negate());
    return new Placement(
        datacenter, cluster, host, resourcePool, datastore, datastoreCluster, folder, vApp, kept);
  }

  /** The same place with other networks. */
  public Placement withNetworks(Map<String, String> others) {
    return new Placement(
        datacenter, cluster, host, resourcePool, datastore, datastoreCluster, folder, vApp, others);
  }

  /** Whether a datastore cluster is named, not a datastore. */
  public boolean isOnDatastoreCluster() {
    return !datastoreCluster.isEmpty();
  }

  /** The name of what the VMs are stored in: the datastore cluster, or the datastore. */
  public String storage() {
    return isOnDatastoreCluster() ? datastoreCluster : datastore;
  }

  /** Whether the place is a host in no cluster. */
  public boolean standsAlone() {
    return cluster.isEmpty();
  }

  /** The name of what has the resource pools: the cluster, or the host that stands alone. */
  public String computeResource() {
    return standsAlone() ? host : cluster;
  }

  /** The folder and its parents, the VM folder {@code ""} last. */
  public List<String> foldersUpwards() {
    return upwards(folder);
  }

  /** The resource pool and its parents, the root resource pool {@code ""} last. */
  public List<String> poolsUpwards() {
    return upwards(resourcePool);
  }

  private static List<String> upwards(String path) {
    List<String> paths = new ArrayList<>();
    String rest = path;
    while (!rest.isEmpty()) {
      paths.add(rest);
      rest = rest.substring(0, Math.max(0, rest.lastIndexOf('/')));
    }
    paths.add("");
    return paths;
  }

  public VmPath vm(String name) {
    return new VmPath(datacenter, folder, vApp, name);
  }
}
