package dev.slipway.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where in vCenter the nodes go.
 *
 * @param folder the folder below the datacenter's VM folder, {@code ""} for that folder itself
 * @param networks vSphere networks by the name of the OVF network they stand for
 */
public record Placement(
    String datacenter,
    String cluster,
    String datastore,
    String folder,
    Map<String, String> networks) {
  public Placement {
    networks = Collections.unmodifiableMap(new TreeMap<>(networks));
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
    return new VmPath(datacenter, folder, name);
  }
}
