package dev.slipway.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a cluster as it shall be, always enabled.
 *
 * @param vms the VMs that it is about
 * @param hosts names of the hosts that VM to host rules are about; empty for others
 * @param dependsOn the VMs that vSphere HA restarts first; empty for all but dependencies
 * @param mandatory null leaves it to vCenter
 */
public record ClusterRule(
    String name,
    RuleType type,
    List<VmPath> vms,
    List<String> hosts,
    List<VmPath> dependsOn,
    @Nullable Boolean mandatory) {
  public ClusterRule {
    vms = List.copyOf(vms);
    hosts = List.copyOf(hosts);
    dependsOn = List.copyOf(dependsOn);
  }

  /** A rule that keeps VMs on different hosts. */
  public static ClusterRule antiAffinity(String name, List<VmPath> vms, boolean mandatory) {
    return new ClusterRule(name, RuleType.ANTI_AFFINITY, vms, List.of(), List.of(), mandatory);
  }
}
