package dev.slipway.sandbox;

import static java.util.Objects.requireNonNull;

import dev.slipway.diag.Category;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.ClusterSettings;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import dev.slipway.port.PortException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes changes to a cluster of the embedded vCenter: all of them, or none. */
final class SandboxReconfiguration {
  private static final String POLICY = "admissionControlPolicy.";

  private final SandboxWorld world;
  private final SandboxState state;

  SandboxReconfiguration(SandboxWorld world, SandboxState state) {
    this.world = world;
    this.state = state;
  }

  void apply(ClusterReconfiguration change) {
    List<String> hosts = world.hosts(change.datacenter(), change.cluster());
    if (hosts.isEmpty()) {
      throw vanished(
          change, "There is no cluster " + change.cluster() + " in " + change.datacenter() + ".");
    }
    change
        .ha()
        .names()
        .forEach((path, names) ->
            check(
                change,
                names,
                path.startsWith(POLICY) ? hosts : world.datastores(change.datacenter())));
    change.putRules().forEach(rule -> check(change, rule.hosts(), hosts));
    Map<VmPath, String> references = references(change);

    SandboxState.Cluster cluster =
        state.clusters.computeIfAbsent(
            change.datacenter() + "/" + change.cluster(), key -> new SandboxState.Cluster());
    cluster.ha = withoutOtherPolicy(cluster.ha, change.ha()).overriddenBy(change.ha());
    cluster.drs = cluster.drs.overriddenBy(change.drs());
    override(cluster.haOverrides, change.haOverrides(), references);
    override(cluster.drsOverrides, change.drsOverrides(), references);
    change.removeRules().forEach(cluster.rules::remove);
    for (ClusterRule put : change.putRules()) {
      SandboxState.Rule old = cluster.rules.get(put.name());
      SandboxState.Rule rule = new SandboxState.Rule();
      rule.type = put.type();
      rule.enabled = true;
      rule.mandatory = put.mandatory() == null ? old != null && old.mandatory : put.mandatory();
      rule.vms = put.vms().stream().map(references::get).toList();
      rule.hosts = put.hosts();
      rule.dependsOn = put.dependsOn().stream().map(references::get).toList();
      cluster.rules.put(put.name(), rule);
    }
  }

  private Map<VmPath, String> references(ClusterReconfiguration change) {
    Map<VmPath, String> references = new HashMap<>();
    Stream.of(
            change.haOverrides().keySet().stream(),
            change.drsOverrides().keySet().stream(),
            change.putRules().stream().flatMap(rule -> rule.vms().stream()),
            change.putRules().stream().flatMap(rule -> rule.dependsOn().stream()))
        .flatMap(paths -> paths)
        .forEach(vm -> references.put(vm, state.require(vm).reference));
    return references;
  }

  private static void check(
      ClusterReconfiguration change, List<String> names, List<String> existing) {
    names.stream()
        .filter(name -> !existing.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw vanished(change, "The cluster has no " + name + ".");
        });
  }

  /** There are three kinds of policies, and each has settings of its own. */
  private static Settings withoutOtherPolicy(Settings current, Settings change) {
    String type = change.value(ClusterSettings.POLICY_TYPE);
    if (type == null || type.equals(current.value(ClusterSettings.POLICY_TYPE))) {
      return current;
    }
    SortedMap<String, String> values = new TreeMap<>(current.values());
    values.keySet().removeIf(path -> path.startsWith(POLICY));
    SortedMap<String, List<String>> names = new TreeMap<>(current.names());
    names.keySet().removeIf(path -> path.startsWith(POLICY));
    return new Settings(values, names);
  }

  private static void override(
      Map<String, Settings> overrides,
      Map<VmPath, Settings> changes,
      Map<VmPath, String> references) {
    changes.forEach((vm, settings) ->
        overrides.merge(requireNonNull(references.get(vm)), settings, Settings::overriddenBy));
  }

  private static PortException vanished(ClusterReconfiguration change, String detail) {
    return Refusal.of(
        Category.CONFLICT,
        "vcenter/object-vanished",
        "cannot reconfigure cluster " + change.cluster(),
        detail);
  }
}
