package dev.slipway.plan;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.Desired;
import dev.slipway.model.Desired.DrsOverrideSpec;
import dev.slipway.model.Desired.DrsSpec;
import dev.slipway.model.Desired.HaOverrideSpec;
import dev.slipway.model.Desired.HaSpec;
import dev.slipway.model.Desired.NoRuleSpec;
import dev.slipway.model.Desired.RuleSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.RuleType;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
    return Change.inPlace(
        spec.address(), compare(cluster.map(ObservedCluster::ha), spec.settings()));
  }

  Change diff(DrsSpec spec) {
    return Change.inPlace(
        spec.address(), compare(cluster.map(ObservedCluster::drs), spec.settings()));
  }

  Change diff(HaOverrideSpec spec) {
    return diff(spec, ObservedCluster::haOverrides, spec.vm(), spec.settings());
  }

  Change diff(DrsOverrideSpec spec) {
    return diff(spec, ObservedCluster::drsOverrides, spec.vm(), spec.settings());
  }

  private Change diff(
      Desired spec,
      Function<ObservedCluster, Map<String, Settings>> overrides,
      VmPath path,
      Settings declared) {
    ObservedVm vm = ownVms.get(path.name());
    Optional<Settings> observed =
        vm == null
            ? Optional.empty()
            : cluster.map(seen -> overrides.apply(seen).get(vm.reference()));
    List<AttributeChange> changes = compare(observed, declared);
    return observed.isEmpty()
        ? Change.create(spec.address(), changes)
        : Change.inPlace(spec.address(), changes);
  }

  Change diff(RuleSpec spec) {
    ClusterRule rule = spec.rule();
    List<String> names = rule.vms().stream().map(VmPath::name).sorted().toList();
    ObservedRule observed = cluster.flatMap(seen -> seen.rule(rule.name())).orElse(null);
    if (observed == null) {
      List<AttributeChange> created = new ArrayList<>();
      created.add(AttributeChange.created("type", Attribute.text(rule.type().word())));
      created.add(AttributeChange.created("vms", new Attribute.Listing(names)));
      if (rule.mandatory() != null) {
        created.add(AttributeChange.created("mandatory", Attribute.text(rule.mandatory())));
      }
      created.add(AttributeChange.created("enabled", Attribute.text(true)));
      return Change.create(spec.address(), created);
    }
    if (isForeign(observed, rule.type())) {
      return blockedByForeign(spec, observed);
    }
    List<AttributeChange> changes = new ArrayList<>();
    List<String> seen =
        observed.vms().stream().map(id -> ownNames.getOrDefault(id, id)).sorted().toList();
    if (!new HashSet<>(seen).equals(new HashSet<>(names))) {
      changes.add(
          new AttributeChange("vms", new Attribute.Listing(seen), new Attribute.Listing(names)));
    }
    compare(changes, "mandatory", observed.mandatory(), rule.mandatory());
    compare(changes, "enabled", observed.enabled(), true);
    return Change.inPlace(spec.address(), changes);
  }

  Change diff(NoRuleSpec spec) {
    ObservedRule rule = cluster.flatMap(seen -> seen.rule(spec.rule())).orElse(null);
    return rule == null || isForeign(rule, RuleType.ANTI_AFFINITY)
        ? Change.inPlace(spec.address(), List.of())
        : Change.delete(spec.address(), Impact.IN_PLACE, "separateHosts is off");
  }

  /** A rule is ours by its name, unless it says itself that it is something else. */
  private boolean isForeign(ObservedRule rule, RuleType type) {
    return rule.type() != type
        || (!rule.vms().isEmpty() && rule.vms().stream().noneMatch(ownNames::containsKey));
  }

  private Change blockedByForeign(RuleSpec spec, ObservedRule rule) {
    diagnostics.add(
        Diagnostic.error(
                Category.CONFLICT,
                "plan/foreign-rule",
                "a rule named " + rule.name() + " is not ours")
            .because(
                rule.type() == spec.rule().type()
                    ? "It names none of this blueprint's VMs."
                    : "It is not an anti-affinity rule between VMs.")
            .advise("Rename that rule or the blueprint.")
            .at(desired.origin(Field.SEPARATE_HOSTS, "")));
    return Change.blocked(spec.address(), List.of(), "a rule of that name exists that is not ours");
  }

  private static List<AttributeChange> compare(Optional<Settings> observed, Settings declared) {
    Settings before = observed.orElse(Settings.NONE);
    Settings after = declared.differingFrom(before);
    List<AttributeChange> changes = new ArrayList<>();
    after
        .values()
        .forEach((path, value) ->
            changes.add(
                new AttributeChange(path, attribute(before.value(path)), Attribute.text(value))));
    after
        .names()
        .forEach((path, names) ->
            changes.add(
                new AttributeChange(
                    path,
                    before.names().containsKey(path)
                        ? new Attribute.Listing(before.names().get(path))
                        : new Attribute.Absent(),
                    new Attribute.Listing(names))));
    return changes;
  }

  private static Attribute attribute(@Nullable String value) {
    return value == null ? new Attribute.Absent() : Attribute.text(value);
  }

  private static void compare(
      List<AttributeChange> changes, String path, Object observed, @Nullable Object declared) {
    if (declared != null && !declared.equals(observed)) {
      changes.add(new AttributeChange(path, Attribute.text(observed), Attribute.text(declared)));
    }
  }
}
