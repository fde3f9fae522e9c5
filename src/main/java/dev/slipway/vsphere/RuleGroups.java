package dev.slipway.vsphere;

import com.vmware.vim25.ClusterAffinityRuleSpec;
import com.vmware.vim25.ClusterAntiAffinityRuleSpec;
import com.vmware.vim25.ClusterConfigInfoEx;
import com.vmware.vim25.ClusterGroupInfo;
import com.vmware.vim25.ClusterHostGroup;
import com.vmware.vim25.ClusterRuleInfo;
import com.vmware.vim25.ClusterVmGroup;
import com.vmware.vim25.ClusterVmHostRuleInfo;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.ObservedCluster.ObservedGroup;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.RuleType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules that are about groups name them; here names and members are brought together. */
final class RuleGroups {
  private static final ManagedObjectReference[] NONE = {};

  private RuleGroups() {}

  static String vms(String rule) {
    return rule + ClusterRule.VM_GROUP;
  }

  static String hosts(String rule) {
    return rule + ClusterRule.HOST_GROUP;
  }

  static String before(String rule) {
    return rule + ClusterRule.BEFORE_GROUP;
  }

  /** All names that groups of a rule of ours may have. */
  static List<String> allOf(String rule) {
    return List.of(vms(rule), hosts(rule), before(rule));
  }

  /** The names of the groups that a rule is about. */
  static Set<String> of(ClusterRuleInfo rule) {
    Stream<@Nullable String> names =
        switch (rule) {
          case ClusterVmHostRuleInfo hosts ->
              Stream.of(
                  hosts.getVmGroupName(),
                  hosts.getAffineHostGroupName(),
                  hosts.getAntiAffineHostGroupName());
          case NewerTypes.ClusterDependencyRuleInfo dependency ->
              Stream.of(dependency.vmGroup, dependency.dependsOnVmGroup);
          default -> Stream.of();
        };
    return names.filter(Objects::nonNull).collect(Collectors.toSet());
  }

  static @Nullable ClusterGroupInfo find(ClusterConfigInfoEx configuration, String name) {
    return groups(configuration).stream()
        .filter(group -> name.equals(group.getName()))
        .findFirst()
        .orElse(null);
  }

  static List<ClusterGroupInfo> groups(ClusterConfigInfoEx configuration) {
    return configuration.getGroup() == null ? List.of() : List.of(configuration.getGroup());
  }

  static ManagedObjectReference[] members(@Nullable ClusterGroupInfo group) {
    ManagedObjectReference[] members =
        switch (group) {
          case ClusterVmGroup vms -> vms.getVm();
          case ClusterHostGroup hosts -> hosts.getHost();
          case null, default -> NONE;
        };
    return members == null ? NONE : members;
  }

  static ObservedGroup observed(ClusterGroupInfo group, Map<ManagedObjectReference, String> names) {
    boolean ofVms = group instanceof ClusterVmGroup;
    return new ObservedGroup(
        group.getName(), ofVms, ofVms ? ids(members(group)) : named(members(group), names));
  }

  static ObservedRule observed(
      ClusterRuleInfo rule,
      ClusterConfigInfoEx configuration,
      Map<ManagedObjectReference, String> names) {
    RuleType type = null;
    List<String> vms = List.of();
    List<String> hosts = List.of();
    List<String> dependsOn = List.of();
    switch (rule) {
      case ClusterAntiAffinityRuleSpec apart -> {
        type = RuleType.ANTI_AFFINITY;
        vms = ids(apart.getVm());
      }
      case ClusterAffinityRuleSpec together -> {
        type = RuleType.AFFINITY;
        vms = ids(together.getVm());
      }
      case ClusterVmHostRuleInfo toHosts -> {
        boolean affine = toHosts.getAffineHostGroupName() != null;
        type = affine ? RuleType.VM_HOST_AFFINITY : RuleType.VM_HOST_ANTI_AFFINITY;
        vms = ids(members(configuration, toHosts.getVmGroupName()));
        hosts =
            named(
                members(
                    configuration,
                    affine
                        ? toHosts.getAffineHostGroupName()
                        : toHosts.getAntiAffineHostGroupName()),
                names);
      }
      case NewerTypes.ClusterDependencyRuleInfo dependency -> {
        type = RuleType.DEPENDENCY;
        vms = ids(members(configuration, dependency.vmGroup));
        dependsOn = ids(members(configuration, dependency.dependsOnVmGroup));
      }
      default -> {}
    }
    return new ObservedRule(
        rule.getName(),
        type,
        Boolean.TRUE.equals(rule.getEnabled()),
        Boolean.TRUE.equals(rule.getMandatory()),
        vms,
        hosts,
        dependsOn);
  }

  private static ManagedObjectReference[] members(
      ClusterConfigInfoEx configuration, @Nullable String group) {
    return group == null ? NONE : members(find(configuration, group));
  }

  private static List<String> ids(ManagedObjectReference @Nullable [] references) {
    return references == null
        ? List.of()
        : Arrays.stream(references).map(ManagedObjectReference::getVal).toList();
  }

  private static List<String> named(
      ManagedObjectReference[] references, Map<ManagedObjectReference, String> names) {
    return Arrays.stream(references).map(names::get).filter(Objects::nonNull).sorted().toList();
  }
}
