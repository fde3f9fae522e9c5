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
  /** What the names of a rule's groups end with; they begin with the rule's name. */
  public static final String VM_GROUP = " VMs";

  public static final String HOST_GROUP = " hosts";
  public static final String BEFORE_GROUP = " before";

  public ClusterRule {
    vms = List.copyOf(vms);
    hosts = List.copyOf(hosts);
    dependsOn = List.copyOf(dependsOn);
  }

  /**
   * The name of a rule that a blueprint calls so. No blueprint has a slash in its name, so what
   * begins like this is that blueprint's.
   */
  public static String nameOf(String blueprint, String rule) {
    return blueprint + "/" + rule;
  }

  /** Whether a name is one that rules of the blueprint have. */
  public static boolean isNameOf(String blueprint, String name) {
    return name.equals(blueprint) || name.startsWith(nameOf(blueprint, ""));
  }

  /** A rule that keeps VMs on different hosts. */
  public static ClusterRule antiAffinity(String name, List<VmPath> vms, boolean mandatory) {
    return new ClusterRule(name, RuleType.ANTI_AFFINITY, vms, List.of(), List.of(), mandatory);
  }
}
