package dev.slipway.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes to one cluster, for one {@code ReconfigureComputeResource_Task}. What is null or absent
 * is not sent.
 *
 * @param enableDrs whether to switch DRS on; it is never switched off
 * @param restartPriorities vSphere HA overrides to add or edit
 * @param putRules rules to add, or to edit when one of the name exists
 * @param removeRules names of rules to remove when they exist
 */
public record ClusterReconfiguration(
    String datacenter,
    String cluster,
    @Nullable HaChange ha,
    boolean enableDrs,
    Map<VmPath, RestartPriority> restartPriorities,
    List<AntiAffinityRule> putRules,
    List<String> removeRules) {
  public ClusterReconfiguration {
    restartPriorities = Map.copyOf(restartPriorities);
    putRules = List.copyOf(putRules);
    removeRules = List.copyOf(removeRules);
  }

  /** The vSphere HA fields to change. */
  public record HaChange(
      @Nullable Boolean enabled,
      @Nullable Boolean hostMonitoring,
      @Nullable VmMonitoring vmMonitoring,
      @Nullable Boolean admissionControl) {}

  /** An anti-affinity rule, always enabled. */
  public record AntiAffinityRule(String name, List<VmPath> vms, boolean mandatory) {
    public AntiAffinityRule {
      vms = List.copyOf(vms);
    }
  }
}
