package dev.slipway.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as {@code configurationEx} shows it. Foreign rules, groups and overrides are in it too.
 * A host that stands alone is shown as a cluster of one host with no settings.
 *
 * @param datastores names of those that a host of it sees
 * @param ha by {@link ClusterSettings#HA}
 * @param drs by {@link ClusterSettings#DRS}
 * @param haOverrides by managed object id of the VM; VMs that leave all to the cluster are left out
 * @param drsOverrides likewise
 */
public record ObservedCluster(
    String name,
    List<ObservedHost> hosts,
    List<String> datastores,
    Settings ha,
    Settings drs,
    SortedMap<String, Settings> haOverrides,
    SortedMap<String, Settings> drsOverrides,
    List<ObservedRule> rules,
    List<ObservedGroup> groups) {
  public ObservedCluster {
    hosts = List.copyOf(hosts);
    datastores = List.copyOf(datastores);
    haOverrides = Collections.unmodifiableSortedMap(new TreeMap<>(haOverrides));
    drsOverrides = Collections.unmodifiableSortedMap(new TreeMap<>(drsOverrides));
    rules = List.copyOf(rules);
    groups = List.copyOf(groups);
  }

  public Optional<ObservedRule> rule(String ruleName) {
    return rules.stream().filter(rule -> rule.name().equals(ruleName)).findFirst();
  }

  public Optional<ObservedGroup> group(String groupName) {
    return groups.stream().filter(group -> group.name().equals(groupName)).findFirst();
  }

  public boolean drsEnabled() {
    return drs.isOn("enabled");
  }

  /** {@code defaultVmBehavior}, such as {@code manual}; null when vCenter does not tell. */
  public @Nullable String drsBehavior() {
    return drs.value("automationLevel");
  }

  /**
   * The same cluster without the rules, groups and overrides that are none of a blueprint's, which
   * others may change at any time.
   *
   * @param vms managed object ids of the VMs that overrides are kept of
   */
  ObservedCluster concerning(String blueprint, Set<String> vms) {
    SortedMap<String, Settings> ownHa = new TreeMap<>(haOverrides);
    ownHa.keySet().retainAll(vms);
    SortedMap<String, Settings> ownDrs = new TreeMap<>(drsOverrides);
    ownDrs.keySet().retainAll(vms);
    return new ObservedCluster(
        name,
        hosts,
        datastores,
        ha,
        drs,
        ownHa,
        ownDrs,
        rules.stream().filter(rule -> ClusterRule.isNameOf(blueprint, rule.name())).toList(),
        groups.stream().filter(group -> ClusterRule.isNameOf(blueprint, group.name())).toList());
  }

  /** The same cluster with other vSphere HA overrides. */
  public ObservedCluster withHaOverrides(Map<String, Settings> overrides) {
    return new ObservedCluster(
        name, hosts, datastores, ha, drs, new TreeMap<>(overrides), drsOverrides, rules, groups);
  }

  /** The same cluster as it is when a VM was destroyed. */
  ObservedCluster without(String vm) {
    SortedMap<String, Settings> otherHa = new TreeMap<>(haOverrides);
    otherHa.remove(vm);
    SortedMap<String, Settings> otherDrs = new TreeMap<>(drsOverrides);
    otherDrs.remove(vm);
    return new ObservedCluster(
        name,
        hosts,
        datastores,
        ha,
        drs,
        otherHa,
        otherDrs,
        rules.stream().map(rule -> rule.without(vm)).toList(),
        groups.stream().map(group -> group.without(vm)).toList());
  }

  /** A host that can run VMs when it is connected and not in maintenance. */
  public record ObservedHost(String name, boolean connected, boolean inMaintenance) {
    public boolean usable() {
      return connected && !inMaintenance;
    }
  }

  /**
   * A rule with the members of the groups that it names.
   *
   * @param type null for one of a kind that is not known
   * @param vms managed object ids
   * @param hosts names of hosts
   * @param dependsOn managed object ids of VMs
   */
  public record ObservedRule(
      String name,
      @Nullable RuleType type,
      boolean enabled,
      boolean mandatory,
      List<String> vms,
      List<String> hosts,
      List<String> dependsOn) {
    public ObservedRule {
      vms = List.copyOf(vms);
      hosts = List.copyOf(hosts);
      dependsOn = List.copyOf(dependsOn);
    }

    private ObservedRule without(String vm) {
      return new ObservedRule(
          name,
          type,
          enabled,
          mandatory,
          vms.stream().filter(member -> !member.equals(vm)).toList(),
          hosts,
          dependsOn.stream().filter(member -> !member.equals(vm)).toList());
    }

    /** A rule about VMs that keeps them on different hosts. */
    public static ObservedRule antiAffinity(
        String name, boolean enabled, boolean mandatory, List<String> vms) {
      return new ObservedRule(
          name, RuleType.ANTI_AFFINITY, enabled, mandatory, vms, List.of(), List.of());
    }
  }

  /**
   * A group of VMs or of hosts.
   *
   * @param ofVms whether its members are VMs, by managed object id, rather than hosts, by name
   */
  public record ObservedGroup(String name, boolean ofVms, List<String> members) {
    public ObservedGroup {
      members = List.copyOf(members);
    }

    private ObservedGroup without(String vm) {
      return new ObservedGroup(
          name, ofVms, members.stream().filter(member -> !ofVms || !member.equals(vm)).toList());
    }
  }
}
