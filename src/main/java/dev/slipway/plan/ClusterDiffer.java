package dev.slipway.plan;

import static java.util.Objects.requireNonNull;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Address;
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
import dev.slipway.model.ObservedCluster.ObservedGroup;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.ResourceKind;
import dev.slipway.model.RuleType;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    List<AttributeChange> wanted = new ArrayList<>();
    wanted.add(AttributeChange.created("type", Attribute.text(rule.type().word())));
    wanted.add(AttributeChange.created("vms", names(rule.vms())));
    if (!rule.hosts().isEmpty()) {
      wanted.add(AttributeChange.created("hosts", new Attribute.Listing(rule.hosts())));
    }
    if (!rule.dependsOn().isEmpty()) {
      wanted.add(AttributeChange.created("dependsOn", names(rule.dependsOn())));
    }
    if (rule.mandatory() != null) {
      wanted.add(AttributeChange.created("mandatory", Attribute.text(rule.mandatory())));
    }
    wanted.add(AttributeChange.created("enabled", Attribute.text(true)));
    ObservedRule observed = cluster.flatMap(seen -> seen.rule(rule.name())).orElse(null);
    String foreign = observed == null ? foreignGroup(rule) : foreign(observed, rule.type());
    if (foreign != null) {
      return blockedByForeign(spec, observed == null, foreign);
    }
    if (observed == null) {
      return Change.create(spec.address(), wanted);
    }
    Map<String, Attribute> seen =
        Map.of(
            "type", Attribute.text(rule.type().word()),
            "vms", ids(observed.vms()),
            "hosts", new Attribute.Listing(observed.hosts().stream().sorted().toList()),
            "dependsOn", ids(observed.dependsOn()),
            "mandatory", Attribute.text(observed.mandatory()),
            "enabled", Attribute.text(observed.enabled()));
    return Change.inPlace(
        spec.address(),
        wanted.stream()
            .map(change ->
                new AttributeChange(
                    change.path(), requireNonNull(seen.get(change.path())), change.after()))
            .filter(change -> !change.before().equals(change.after()))
            .toList());
  }

  private static Attribute names(List<VmPath> vms) {
    return new Attribute.Listing(vms.stream().map(VmPath::name).sorted().toList());
  }

  private Attribute ids(List<String> vms) {
    return new Attribute.Listing(
        vms.stream().map(id -> ownNames.getOrDefault(id, id)).sorted().toList());
  }

  /** Rules that bear a name of this blueprint, name VMs of ours only, and are not declared. */
  List<Change> undeclared() {
    if (!desired.whole()) {
      return List.of();
    }
    Set<String> declared =
        desired.all(RuleSpec.class).map(spec -> spec.rule().name()).collect(Collectors.toSet());
    declared.add(desired.blueprint());
    return cluster.map(ObservedCluster::rules).orElse(List.of()).stream()
        .filter(rule -> ClusterRule.isNameOf(desired.blueprint(), rule.name()))
        .filter(rule -> !declared.contains(rule.name()))
        .filter(rule -> rule.type() != null && foreign(rule, rule.type()) == null)
        .map(rule ->
            Change.delete(
                new Address(ResourceKind.RULE, rule.name()),
                Impact.IN_PLACE,
                "the blueprint does not declare it any more"))
        .toList();
  }

  Change diff(NoRuleSpec spec) {
    ObservedRule rule = cluster.flatMap(seen -> seen.rule(spec.rule())).orElse(null);
    return rule == null || foreign(rule, RuleType.ANTI_AFFINITY) != null
        ? Change.inPlace(spec.address(), List.of())
        : Change.delete(spec.address(), Impact.IN_PLACE, "separateHosts is off");
  }

  /** A rule is ours by its name, unless it says itself that it is something else: then how. */
  private @Nullable String foreign(ObservedRule rule, RuleType type) {
    if (rule.type() != type) {
      return "It is %s, not %s."
          .formatted(
              rule.type() == null ? "of another kind" : "of type " + rule.type().word(),
              type.word());
    }
    return isForeign(rule.vms()) ? "It names none of this blueprint's VMs." : null;
  }

  private boolean isForeign(List<String> vms) {
    return !vms.isEmpty() && vms.stream().noneMatch(ownNames::containsKey);
  }

  /**
   * What a group that has the name of one of the rule's, while there is no rule, says of itself.
   */
  private @Nullable String foreignGroup(ClusterRule rule) {
    for (String ending :
        List.of(ClusterRule.VM_GROUP, ClusterRule.HOST_GROUP, ClusterRule.BEFORE_GROUP)) {
      ObservedGroup group = cluster.flatMap(seen -> seen.group(rule.name() + ending)).orElse(null);
      boolean ofVms = !ending.equals(ClusterRule.HOST_GROUP);
      if (group != null && (group.ofVms() != ofVms || (ofVms && isForeign(group.members())))) {
        return "Group \"%s\" is none of its VMs or hosts.".formatted(group.name());
      }
    }
    return null;
  }

  private Change blockedByForeign(RuleSpec spec, boolean group, String detail) {
    String name = spec.rule().name();
    SourceRange range = desired.origin(Field.RULE, name);
    diagnostics.add(
        Diagnostic.error(
                Category.CONFLICT,
                group ? "plan/foreign-group" : "plan/foreign-rule",
                group
                    ? "a group of rule " + name + " is not ours"
                    : "a rule named " + name + " is not ours")
            .because(detail)
            .advise("Rename that %s or the blueprint.".formatted(group ? "group" : "rule"))
            .at(range == null ? desired.origin(Field.SEPARATE_HOSTS, "") : range));
    return Change.blocked(
        spec.address(),
        List.of(),
        "a %s of that name exists that is not ours".formatted(group ? "group" : "rule"));
  }

  /** The declared settings that are not as observed. */
  static List<AttributeChange> compare(Optional<Settings> observed, Settings declared) {
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
}
