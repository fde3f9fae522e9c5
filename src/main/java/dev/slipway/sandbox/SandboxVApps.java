package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.model.Desired.VAppSpec;
import dev.slipway.model.ObservedVApp;
import dev.slipway.model.Placement;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The vApps of the embedded vCenter. A VM in one still stands under its folder's path here. */
final class SandboxVApps {
  private final SandboxState state;

  SandboxVApps(SandboxState state) {
    this.state = state;
  }

  void arrange(VAppSpec spec, Map<String, String> marks) {
    Placement placement = spec.placement();
    SandboxState.Cluster cluster =
        state.clusters.get(placement.datacenter() + "/" + placement.cluster());
    if (cluster == null || !cluster.drs.isOn("enabled")) {
      throw Refusal.of(
          Category.ENVIRONMENT,
          "vcenter/fault",
          "cannot create vApp " + spec.name(),
          "The cluster's DRS is off.");
    }
    Map<String, Settings> starts = new HashMap<>();
    spec.starts()
        .forEach(start -> starts.put(state.require(start.vm()).reference, start.settings()));
    SandboxState.VApp vApp =
        state.vApps.computeIfAbsent(path(placement, spec.name()), key -> new SandboxState.VApp());
    vApp.marks.putAll(marks);
    state.vApps.values().stream()
        .filter(other -> other != vApp)
        .forEach(other -> other.entities.keySet().removeAll(starts.keySet()));
    starts.forEach((vm, settings) -> vApp.entities.merge(vm, settings, Settings::overriddenBy));
  }

  boolean remove(Placement placement, String name, String markName, String markValue) {
    String path = path(placement, name);
    SandboxState.VApp vApp = state.vApps.get(path);
    if (vApp != null && vApp.entities.isEmpty() && markValue.equals(vApp.marks.get(markName))) {
      state.vApps.remove(path);
    }
    return !state.vApps.containsKey(path);
  }

  /** The vApp of a placement, as to these VMs. */
  Optional<ObservedVApp> observe(Placement placement, Set<String> vms) {
    String name = placement.vApp();
    return Optional.ofNullable(name == null ? null : state.vApps.get(path(placement, name)))
        .map(vApp -> {
          TreeMap<String, Settings> own = new TreeMap<>(vApp.entities);
          own.keySet().retainAll(vms);
          return new ObservedVApp(vApp.marks, own.size() < vApp.entities.size(), own);
        });
  }

  private static String path(Placement placement, String name) {
    return new VmPath(placement.datacenter(), placement.folder(), name).inventoryPath();
  }
}
