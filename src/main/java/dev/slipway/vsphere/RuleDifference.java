package dev.slipway.vsphere;

import static java.util.Objects.requireNonNull;

import com.vmware.vim25.ArrayUpdateOperation;
import com.vmware.vim25.ClusterAffinityRuleSpec;
import com.vmware.vim25.ClusterAntiAffinityRuleSpec;
import com.vmware.vim25.ClusterConfigInfoEx;
import com.vmware.vim25.ClusterGroupInfo;
import com.vmware.vim25.ClusterGroupSpec;
import com.vmware.vim25.ClusterHostGroup;
import com.vmware.vim25.ClusterRuleInfo;
import com.vmware.vim25.ClusterRuleSpec;
import com.vmware.vim25.ClusterVmGroup;
import com.vmware.vim25.ClusterVmHostRuleInfo;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.diag.Category;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.RuleType;
import dev.slipway.model.VmPath;
import dev.slipway.port.PortException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What has to be sent so that rules and the groups that they name become as wanted. */
final class RuleDifference {
  private final ClusterConfigInfoEx configuration;
  private final Map<ManagedObjectReference, String> names;
  private final Function<VmPath, ManagedObjectReference> vms;
  private final Function<String, ManagedObjectReference> hosts;
  private final List<ClusterRuleSpec> rules = new ArrayList<>();
  private final List<ClusterGroupSpec> groups = new ArrayList<>();

  /**
   * Compares with a cluster.
   *
   * @param names of its hosts
   * @param vms finds a VM
   * @param hosts finds a host of the cluster by its name
   */
  RuleDifference(
      ClusterConfigInfoEx configuration,
      Map<ManagedObjectReference, String> names,
      Function<VmPath, ManagedObjectReference> vms,
      Function<String, ManagedObjectReference> hosts) {
    this.configuration = configuration;
    this.names = names;
    this.vms = vms;
    this.hosts = hosts;
  }

  void add(ClusterReconfiguration change) {
    change.putRules().forEach(this::put);
    change.removeRules().forEach(this::remove);
  }

  List<ClusterRuleSpec> rules() {
    return rules;
  }

  List<ClusterGroupSpec> groups() {
    return groups;
  }

  private void put(ClusterRule wanted) {
    ClusterRuleInfo current = current(wanted.name());
    if (current != null && !isOf(wanted.type(), current)) {
      throw foreign("Rule", wanted.name());
    }
    String name = wanted.name();
    ManagedObjectReference[] members = references(wanted.vms());
    switch (wanted.type()) {
      case ANTI_AFFINITY, AFFINITY -> {}
      case VM_HOST_AFFINITY, VM_HOST_ANTI_AFFINITY -> {
        putGroup(RuleGroups.vms(name), members, null);
        putGroup(
            RuleGroups.hosts(name),
            null,
            wanted.hosts().stream().map(hosts).toArray(ManagedObjectReference[]::new));
      }
      case DEPENDENCY -> {
        putGroup(RuleGroups.vms(name), members, null);
        putGroup(RuleGroups.before(name), references(wanted.dependsOn()), null);
      }
    }
    if (current != null && isSame(current, wanted)) {
      return;
    }
    ClusterRuleInfo rule = rule(wanted, members);
    if (current != null) {
      rule.setKey(current.getKey());
      rule.setRuleUuid(current.getRuleUuid());
      rule.setUserCreated(current.getUserCreated());
    }
    rule.setName(name);
    rule.setEnabled(true);
    rule.setMandatory(wanted.mandatory());
    ClusterRuleSpec spec = new ClusterRuleSpec();
    spec.setOperation(current == null ? ArrayUpdateOperation.add : ArrayUpdateOperation.edit);
    spec.setInfo(rule);
    rules.add(spec);
  }

  private static ClusterRuleInfo rule(ClusterRule wanted, ManagedObjectReference[] members) {
    return switch (wanted.type()) {
      case ANTI_AFFINITY -> {
        ClusterAntiAffinityRuleSpec rule = new ClusterAntiAffinityRuleSpec();
        rule.setVm(members);
        yield rule;
      }
      case AFFINITY -> {
        ClusterAffinityRuleSpec rule = new ClusterAffinityRuleSpec();
        rule.setVm(members);
        yield rule;
      }
      case VM_HOST_AFFINITY, VM_HOST_ANTI_AFFINITY -> {
        ClusterVmHostRuleInfo rule = new ClusterVmHostRuleInfo();
        rule.setVmGroupName(RuleGroups.vms(wanted.name()));
        if (wanted.type() == RuleType.VM_HOST_AFFINITY) {
          rule.setAffineHostGroupName(RuleGroups.hosts(wanted.name()));
        } else {
          rule.setAntiAffineHostGroupName(RuleGroups.hosts(wanted.name()));
        }
        yield rule;
      }
      case DEPENDENCY -> {
        NewerTypes.ClusterDependencyRuleInfo rule = new NewerTypes.ClusterDependencyRuleInfo();
        rule.vmGroup = RuleGroups.vms(wanted.name());
        rule.dependsOnVmGroup = RuleGroups.before(wanted.name());
        yield rule;
      }
    };
  }

  /** Whether the rule is as wanted, its groups aside when it names ours. */
  private boolean isSame(ClusterRuleInfo current, ClusterRule wanted) {
    boolean members =
        RuleGroups.of(current).isEmpty()
            ? Set.copyOf(observed(current).vms()).equals(ids(references(wanted.vms())))
            : RuleGroups.of(current)
                .equals(RuleGroups.of(rule(wanted, new ManagedObjectReference[0])));
    return members
        && Boolean.TRUE.equals(current.getEnabled())
        && (wanted.mandatory() == null
            || wanted.mandatory().equals(Boolean.TRUE.equals(current.getMandatory())));
  }

  private void putGroup(
      String name,
      ManagedObjectReference @Nullable [] members,
      ManagedObjectReference @Nullable [] hostMembers) {
    ClusterGroupInfo current = RuleGroups.find(configuration, name);
    ClusterGroupInfo group;
    if (hostMembers != null) {
      ClusterHostGroup ofHosts = new ClusterHostGroup();
      ofHosts.setHost(hostMembers);
      group = ofHosts;
    } else {
      ClusterVmGroup ofVms = new ClusterVmGroup();
      ofVms.setVm(members);
      group = ofVms;
    }
    if (current != null && !group.getClass().isInstance(current)) {
      throw foreign("Group", name);
    }
    if (current != null
        && ids(RuleGroups.members(current)).equals(ids(RuleGroups.members(group)))) {
      return;
    }
    group.setName(name);
    ClusterGroupSpec spec = new ClusterGroupSpec();
    spec.setOperation(current == null ? ArrayUpdateOperation.add : ArrayUpdateOperation.edit);
    spec.setInfo(group);
    groups.add(spec);
  }

  private void remove(String name) {
    ClusterRuleInfo rule = current(name);
    if (rule == null) {
      return;
    }
    if (observed(rule).type() == null) {
      throw foreign("Rule", name);
    }
    ClusterRuleSpec spec = new ClusterRuleSpec();
    spec.setOperation(ArrayUpdateOperation.remove);
    spec.setRemoveKey(rule.getKey());
    rules.add(spec);
    for (String group : RuleGroups.of(rule)) {
      if (RuleGroups.allOf(name).contains(group) && RuleGroups.find(configuration, group) != null) {
        ClusterGroupSpec removal = new ClusterGroupSpec();
        removal.setOperation(ArrayUpdateOperation.remove);
        removal.setRemoveKey(group);
        groups.add(removal);
      }
    }
  }

  private @Nullable ClusterRuleInfo current(String name) {
    return ClusterReader.rules(configuration).stream()
        .filter(rule -> name.equals(rule.getName()))
        .findFirst()
        .orElse(null);
  }

  private boolean isOf(RuleType type, ClusterRuleInfo rule) {
    return Optional.ofNullable(observed(rule).type()).filter(type::equals).isPresent();
  }

  private ObservedRule observed(ClusterRuleInfo rule) {
    return RuleGroups.observed(rule, configuration, names);
  }

  private ManagedObjectReference[] references(List<VmPath> paths) {
    return paths.stream().map(vms).distinct().toArray(ManagedObjectReference[]::new);
  }

  private static Set<String> ids(ManagedObjectReference[] references) {
    Set<String> ids = new HashSet<>();
    Arrays.stream(references).forEach(reference -> ids.add(requireNonNull(reference.getVal())));
    return ids;
  }

  private static PortException foreign(String kind, String name) {
    return new PortException(
        Category.CONFLICT,
        "vcenter/foreign-" + (kind.equals("Rule") ? "rule" : "group"),
        kind + " " + name + " is of another kind",
        "Something of another kind has that name, so Slipway leaves it alone.",
        "Give the blueprint another name, or rename it in vCenter.",
        null);
  }
}
