package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The folders for VMs that were made in the embedded vCenter. */
final class SandboxFolders {
  private final SandboxWorld world;
  private final SandboxState state;

  SandboxFolders(SandboxWorld world, SandboxState state) {
    this.world = world;
    this.state = state;
  }

  void create(String datacenter, String path, Map<String, String> marks) {
    if (!world.datacenters().containsKey(datacenter)) {
      throw Refusal.of(
          Category.CONFLICT,
          "vcenter/object-vanished",
          "cannot create folder " + path,
          "There is no datacenter " + datacenter + ".");
    }
    String built = datacenter + "/vm";
    for (String part : path.split("/", -1)) {
      built = built + "/" + part;
      state.folders.putIfAbsent(built, new TreeMap<>(marks));
    }
  }

  List<String> remove(String datacenter, String path, String markName, String markValue) {
    List<String> removed = new ArrayList<>();
    for (String rest = path; !rest.isEmpty(); rest = parent(rest)) {
      String full = datacenter + "/vm/" + rest;
      Map<String, String> marks = state.folders.get(full);
      if (marks != null) {
        if (!markValue.equals(marks.get(markName)) || !isEmpty(full)) {
          break;
        }
        state.folders.remove(full);
        removed.add(rest);
      }
    }
    return removed;
  }

  private boolean isEmpty(String folder) {
    return state.vms.keySet().stream().noneMatch(path -> path.startsWith(folder + "/"))
        && state.vApps.keySet().stream().noneMatch(path -> path.startsWith(folder + "/"))
        && state.folders.keySet().stream().noneMatch(path -> path.startsWith(folder + "/"));
  }

  /** The path of what a folder or pool is in; empty for one that is in no other. */
  static String parent(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }
}
