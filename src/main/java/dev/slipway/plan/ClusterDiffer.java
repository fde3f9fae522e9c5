package dev.slipway.plan;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Desired.AntiAffinitySpec;
import dev.slipway.model.Desired.DrsSpec;
import dev.slipway.model.Desired.HaSpec;
import dev.slipway.model.Desired.NoRuleSpec;
import dev.slipway.model.Desired.RestartPrioritySpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedHa;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.VmPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares the settings and rules of the cluster, only those that the blueprint declares. */
final class ClusterDiffer {
  private final DesiredState desired;
  private final Diagnostics diagnostics;
  private final Optional<ObservedCluster> cluster;

  /** Names of our VMs by managed object id. */
  private final Map<String, String> ownNames = new HashMap<>();

  private final Map<String, ObservedVm> ownVms = new HashMap<>();

  ClusterDiffer(DesiredState desired, ObservedWorld world, Diagnostics diagnostics) {
    this.desired = desired;
    this.diagnostics = diagnostics;
    this.cluster = world.cluster().found();
    world
        .vms()
        .forEach((name, vm) -> {
          if (vm.belongsTo(desired.blueprint(), name)) {
            ownNames.put(vm.reference(), name);
            ownVms.put(name, vm);
          }
        });
  }

  Change diff(HaSpec spec) {
    List<AttributeChange> changes = new ArrayList<>();
    Optional<ObservedHa> ha = cluster.map(ObservedCluster::ha);
    compare(changes, "enabled", ha.map(ObservedHa::enabled), spec.enabled());
    compare(changes, "hostMonitoring", ha.map(ObservedHa::hostMonitoring), spec.hostMonitoring());
    compare(
        changes,
        "vmMonitoring",
        ha.map(ObservedHa::vmMonitoring),
        spec.vmMonitoring() == null ? null : spec.vmMonitoring().apiName());
    compare(
        changes, "admissionControl", ha.map(ObservedHa::admissionControl), spec.admissionControl());
    return Change.inPlace(spec.address(), changes);
  }

  Change diff(DrsSpec spec) {
    List<AttributeChange> changes = new ArrayList<>();
    compare(changes, "enabled", cluster.map(ObservedCluster::drsEnabled), true);
    return Change.inPlace(spec.address(), changes);
  }

  Change diff(RestartPrioritySpec spec) {
    ObservedVm vm = ownVms.get(spec.vm().name());
    Optional<String> observed =
        vm == null
            ? Optional.empty()
            : cluster.map(seen -> seen.restartPriorities().get(vm.reference()));
    List<AttributeChange> changes = new ArrayList<>();
    compare(changes, "restartPriority", observed, spec.priority().apiName());
    return observed.isEmpty()
        ? Change.create(spec.address(), changes)
        : Change.inPlace(spec.address(), changes);
  }

  Change diff(AntiAffinitySpec spec) {
    List<String> names = spec.vms().stream().map(VmPath::name).sorted().toList();
    ObservedRule rule = cluster.flatMap(seen -> seen.rule(spec.rule())).orElse(null);
    if (rule == null) {
      return Change.create(
          spec.address(),
          List.of(
              AttributeChange.created("type", Attribute.text("anti-affinity")),
              AttributeChange.created("vms", new Attribute.Listing(names)),
              AttributeChange.created("mandatory", Attribute.text(spec.mandatory())),
              AttributeChange.created("enabled", Attribute.text(true))));
    }
    if (isForeign(rule)) {
      return blockedByForeign(spec, rule);
    }
    List<AttributeChange> changes = new ArrayList<>();
    List<String> seen =
        rule.vms().stream().map(id -> ownNames.getOrDefault(id, id)).sorted().toList();
    if (!new HashSet<>(seen).equals(new HashSet<>(names))) {
      changes.add(
          new AttributeChange("vms", new Attribute.Listing(seen), new Attribute.Listing(names)));
    }
    compare(changes, "mandatory", Optional.of(rule.mandatory()), spec.mandatory());
    compare(changes, "enabled", Optional.of(rule.enabled()), true);
    return Change.inPlace(spec.address(), changes);
  }

  Change diff(NoRuleSpec spec) {
    ObservedRule rule = cluster.flatMap(seen -> seen.rule(spec.rule())).orElse(null);
    return rule == null || isForeign(rule)
        ? Change.inPlace(spec.address(), List.of())
        : Change.delete(spec.address(), Impact.IN_PLACE, "separateHosts is off");
  }

  /** A rule is ours by its name, unless it says itself that it is something else. */
  private boolean isForeign(ObservedRule rule) {
    return !rule.antiAffinity()
        || (!rule.vms().isEmpty() && rule.vms().stream().noneMatch(ownNames::containsKey));
  }

  private Change blockedByForeign(AntiAffinitySpec spec, ObservedRule rule) {
    diagnostics.add(
        Diagnostic.error(
                Category.CONFLICT,
                "plan/foreign-rule",
                "a rule named " + rule.name() + " is not ours")
            .because(
                rule.antiAffinity()
                    ? "It names none of this blueprint's VMs."
                    : "It is not an anti-affinity rule between VMs.")
            .advise("Rename that rule or the blueprint.")
            .at(desired.origin(Field.SEPARATE_HOSTS, "")));
    return Change.blocked(spec.address(), List.of(), "a rule of that name exists that is not ours");
  }

  private static void compare(
      List<AttributeChange> changes, String path, Optional<?> observed, @Nullable Object declared) {
    if (declared != null && !declared.equals(observed.orElse(null))) {
      changes.add(
          new AttributeChange(
              path,
              observed.map(Attribute::text).orElseGet(Attribute.Absent::new),
              Attribute.text(declared)));
    }
  }
}
