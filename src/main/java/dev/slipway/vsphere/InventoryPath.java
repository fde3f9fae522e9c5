package dev.slipway.vsphere;

import dev.slipway.model.VmPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Inventory paths as {@code SearchIndex.FindByInventoryPath} takes them. vCenter keeps names with
 * slash, backslash and percent sign escaped ({@code %2f}, {@code %5c}, {@code %25}), and takes a
 * percent sign that begins such an escape as it is.
 */
final class InventoryPath {
  private static final Pattern BARE_PERCENT = Pattern.compile("%(?!2[fF5]|5[cC])");

  private InventoryPath() {}

  static String datacenter(String datacenter) {
    return escapeSegments(datacenter);
  }

  /** A cluster, or a host in none, by its name, or by its path below the host folder. */
  static String cluster(String datacenter, String cluster) {
    return datacenter(datacenter) + "/host/" + escapeSegments(cluster);
  }

  /** A host of a cluster. */
  static String host(String datacenter, String cluster, String host) {
    return cluster(datacenter, cluster) + "/" + escapeName(host);
  }

  /**
   * A resource pool below the root resource pool of a cluster, which vCenter names like that
   * everywhere; {@code ""} for the root resource pool itself.
   */
  static String pool(String datacenter, String cluster, String pool) {
    String root = cluster(datacenter, cluster) + "/Resources";
    return pool.isEmpty() ? root : root + "/" + escapeSegments(pool);
  }

  /** A datastore by its name, or by its path below the datastore folder. */
  static String datastore(String datacenter, String datastore) {
    return datacenter(datacenter) + "/datastore/" + escapeSegments(datastore);
  }

  /** A network by its name, or by its path below the network folder. */
  static String network(String datacenter, String network) {
    return datacenter(datacenter) + "/network/" + escapeSegments(network);
  }

  /** A folder below the VM folder; {@code ""} for the VM folder itself. */
  static String folder(String datacenter, String folder) {
    String root = datacenter(datacenter) + "/vm";
    return folder.isEmpty() ? root : root + "/" + escapeSegments(folder);
  }

  static String vm(VmPath path) {
    return folder(path.datacenter(), path.folder()) + "/" + escapeName(path.name());
  }

  /** A vApp in a folder below the VM folder. */
  static String vApp(String datacenter, String folder, String name) {
    return folder(datacenter, folder) + "/" + escapeName(name);
  }

  /** The path of a VM in its vApp, where it has no folder; empty for one that is in none. */
  static Optional<String> inVApp(VmPath path) {
    return Optional.ofNullable(path.vApp())
        .map(name -> vApp(path.datacenter(), path.folder(), name) + "/" + escapeName(path.name()));
  }

  /** What people call a VM: its folder and its name. */
  static String display(VmPath path) {
    return path.pathInFolder();
  }

  /** One name as vCenter keeps it. */
  static String escapeName(String name) {
    return escapePercent(name).replace("/", "%2f").replace("\\", "%5c");
  }

  /** A name that vCenter keeps, as people read it. */
  static String unescape(String name) {
    return name.replace("%2f", "/")
        .replace("%2F", "/")
        .replace("%5c", "\\")
        .replace("%5C", "\\")
        .replace("%25", "%");
  }

  /** The name at the end of a path, as people read it. */
  static String lastName(String path) {
    return unescape(path.substring(path.lastIndexOf('/') + 1));
  }

  /** {@code a}, {@code a/b}, {@code a/b/c} for the last of them. */
  static List<String> downTo(String path) {
    List<String> paths = new ArrayList<>();
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      paths.add(path.substring(0, slash));
    }
    if (!path.isEmpty()) {
      paths.add(path);
    }
    return paths;
  }

  private static String escapeSegments(String path) {
    return Arrays.stream(path.split("/"))
        .filter(segment -> !segment.isEmpty())
        .map(segment -> escapePercent(segment).replace("\\", "%5c"))
        .collect(Collectors.joining("/"));
  }

  private static String escapePercent(String name) {
    return BARE_PERCENT.matcher(name).replaceAll("%25");
  }
}
