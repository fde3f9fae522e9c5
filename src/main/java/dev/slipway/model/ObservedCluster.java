package dev.slipway.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as {@code configurationEx} shows it.
 *
 * @param drsBehavior {@code defaultVmBehavior}, such as {@code manual}; null when vCenter does not
 *     tell
 * @param restartPriorities vSphere HA overrides by managed object id of the VM; VMs without one are
 *     left out
 * @param rules all rules of the cluster, foreign ones included
 */
public record ObservedCluster(
    String name,
    List<ObservedHost> hosts,
    ObservedHa ha,
    boolean drsEnabled,
    @Nullable String drsBehavior,
    Map<String, String> restartPriorities,
    List<ObservedRule> rules) {
  public ObservedCluster {
    hosts = List.copyOf(hosts);
    restartPriorities = Collections.unmodifiableMap(new TreeMap<>(restartPriorities));
    rules = List.copyOf(rules);
  }

  public Optional<ObservedRule> rule(String ruleName) {
    return rules.stream().filter(rule -> rule.name().equals(ruleName)).findFirst();
  }

  /** The same cluster as it is when a VM was destroyed. */
  ObservedCluster without(String vm) {
    Map<String, String> priorities = new TreeMap<>(restartPriorities);
    priorities.remove(vm);
    return new ObservedCluster(
        name,
        hosts,
        ha,
        drsEnabled,
        drsBehavior,
        priorities,
        rules.stream().map(rule -> rule.without(vm)).toList());
  }

  /** A host that can run VMs when it is connected and not in maintenance. */
  public record ObservedHost(String name, boolean connected, boolean inMaintenance) {
    public boolean usable() {
      return connected && !inMaintenance;
    }
  }

  /** vSphere HA; what vCenter does not tell is null. */
  public record ObservedHa(
      boolean enabled,
      @Nullable Boolean hostMonitoring,
      @Nullable String vmMonitoring,
      @Nullable Boolean admissionControl) {}

  /**
   * A rule.
   *
   * @param antiAffinity whether it is a VM to VM anti-affinity rule
   * @param vms managed object ids
   */
  public record ObservedRule(
      String name, boolean antiAffinity, boolean enabled, boolean mandatory, List<String> vms) {
    public ObservedRule {
      vms = List.copyOf(vms);
    }

    private ObservedRule without(String vm) {
      return new ObservedRule(
          name,
          antiAffinity,
          enabled,
          mandatory,
          vms.stream().filter(member -> !member.equals(vm)).toList());
    }
  }
}
