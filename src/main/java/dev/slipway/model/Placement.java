package dev.slipway.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where in vCenter the nodes go.
 *
 * @param folder the folder below the datacenter's VM folder, {@code ""} for that folder itself
 * @param vApp the vApp in that folder which nodes may be in; null when none is looked for
 * @param networks vSphere networks by the name of the OVF network they stand for
 */
public record Placement(
    String datacenter,
    String cluster,
    String datastore,
    String folder,
    @Nullable String vApp,
    Map<String, String> networks) {
  public Placement {
    networks = Collections.unmodifiableMap(new TreeMap<>(networks));
  }

  /** A place without a vApp. */
  public Placement(
      String datacenter,
      String cluster,
      String datastore,
      String folder,
      Map<String, String> networks) {
    this(datacenter, cluster, datastore, folder, null, networks);
  }

  /** The folder and its parents, the VM folder {@code ""} last. */
  public List<String> foldersUpwards() {
    List<String> folders = new ArrayList<>();
    String rest = folder;
    while (!rest.isEmpty()) {
      folders.add(rest);
      rest = rest.substring(0, Math.max(0, rest.lastIndexOf('/')));
    }
    folders.add("");
    return folders;
  }

  public VmPath vm(String name) {
    return new VmPath(datacenter, folder, vApp, name);
  }
}
