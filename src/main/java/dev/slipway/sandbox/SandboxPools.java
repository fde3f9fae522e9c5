package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.model.Desired.PoolSpec;
import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedPool;
import dev.slipway.model.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The resource pools of the embedded vCenter: those it has from the start, and those made since.
 */
final class SandboxPools {
  private final SandboxWorld world;
  private final SandboxState state;

  SandboxPools(SandboxWorld world, SandboxState state) {
    this.world = world;
    this.state = state;
  }

  Lookup<ObservedPool> find(String datacenter, String cluster, String path) {
    if (path.isEmpty()) {
      return new Lookup.Found<>(new ObservedPool("", Map.of(), Settings.NONE));
    }
    if (!exists(datacenter, cluster, path)) {
      return new Lookup.Missing<>(
          Stream.concat(
                  world.pools(datacenter, cluster).stream(),
                  state.pools.keySet().stream()
                      .filter(key -> key.startsWith(key(datacenter, cluster, "")))
                      .map(key -> key.substring(key(datacenter, cluster, "").length())))
              .distinct()
              .sorted()
              .toList());
    }
    SandboxState.Pool pool = pool(datacenter, cluster, path);
    return new Lookup.Found<>(new ObservedPool(path, pool.marks, pool.settings));
  }

  boolean exists(String datacenter, String cluster, String path) {
    return (world.clusters(datacenter).containsKey(cluster)
            || world.loneHosts(datacenter).contains(cluster))
        && (path.isEmpty()
            || world.pools(datacenter, cluster).contains(path)
            || state.pools.containsKey(key(datacenter, cluster, path)));
  }

  void create(PoolSpec spec, Map<String, String> marks) {
    if (!exists(spec.datacenter(), spec.cluster(), "")) {
      throw missing("cluster " + spec.cluster(), spec);
    }
    String built = "";
    for (String part : spec.path().split("/", -1)) {
      built = built.isEmpty() ? part : built + "/" + part;
      if (!exists(spec.datacenter(), spec.cluster(), built)) {
        SandboxState.Pool pool = new SandboxState.Pool();
        pool.marks = new TreeMap<>(marks);
        if (built.equals(spec.path())) {
          pool.settings = pool.settings.overriddenBy(spec.settings());
        }
        state.pools.put(key(spec.datacenter(), spec.cluster(), built), pool);
      }
    }
  }

  void configure(PoolSpec spec) {
    if (!exists(spec.datacenter(), spec.cluster(), spec.path())) {
      throw missing("resource pool " + spec.path(), spec);
    }
    SandboxState.Pool pool = pool(spec.datacenter(), spec.cluster(), spec.path());
    pool.settings = pool.settings.overriddenBy(spec.settings());
    state.pools.put(key(spec.datacenter(), spec.cluster(), spec.path()), pool);
  }

  List<String> remove(PoolSpec spec, String markName, String markValue) {
    List<String> removed = new ArrayList<>();
    for (String path = spec.path(); !path.isEmpty(); path = SandboxFolders.parent(path)) {
      String key = key(spec.datacenter(), spec.cluster(), path);
      SandboxState.@Nullable Pool pool = state.pools.get(key);
      if (pool != null) {
        if (!markValue.equals(pool.marks.get(markName)) || !isEmpty(spec, path)) {
          break;
        }
        state.pools.remove(key);
        removed.add(path);
      }
    }
    return removed;
  }

  private boolean isEmpty(PoolSpec spec, String path) {
    return state.pools.keySet().stream()
            .noneMatch(key -> key.startsWith(key(spec.datacenter(), spec.cluster(), path) + "/"))
        && state.vms.values().stream()
            .noneMatch(vm ->
                vm.datacenter.equals(spec.datacenter())
                    && vm.cluster.equals(spec.cluster())
                    && vm.resourcePool.equals(path));
  }

  private SandboxState.Pool pool(String datacenter, String cluster, String path) {
    return state.pools.getOrDefault(key(datacenter, cluster, path), new SandboxState.Pool());
  }

  private static String key(String datacenter, String cluster, String path) {
    return datacenter + "/" + cluster + "/" + path;
  }

  private static RuntimeException missing(String what, PoolSpec spec) {
    return Refusal.of(
        Category.CONFLICT,
        "vcenter/missing",
        "cannot make or change resource pool " + spec.path(),
        "There is no " + what + ".");
  }
}
