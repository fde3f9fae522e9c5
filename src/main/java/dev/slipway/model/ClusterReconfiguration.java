package dev.slipway.model;

import java.util.List;
import java.util.Map;

/**
 * Changes to one cluster, for one {@code ReconfigureComputeResource_Task}. What is absent is not
 * sent.
 *
 * @param ha vSphere HA, by {@link ClusterSettings#HA}
 * @param drs DRS, by {@link ClusterSettings#DRS}
 * @param haOverrides by {@link ClusterSettings#HA_OVERRIDE}, to add or edit
 * @param drsOverrides by {@link ClusterSettings#DRS_OVERRIDE}, to add or edit
 * @param putRules rules to add, or to edit when one of the name exists, with their groups
 * @param removeRules names of rules to remove, with their groups, when they exist
 */
public record ClusterReconfiguration(
    String datacenter,
    String cluster,
    Settings ha,
    Settings drs,
    Map<VmPath, Settings> haOverrides,
    Map<VmPath, Settings> drsOverrides,
    List<ClusterRule> putRules,
    List<String> removeRules) {
  public ClusterReconfiguration {
    haOverrides = Map.copyOf(haOverrides);
    drsOverrides = Map.copyOf(drsOverrides);
    putRules = List.copyOf(putRules);
    removeRules = List.copyOf(removeRules);
  }

  /** Changes of settings only. */
  public static ClusterReconfiguration settings(
      String datacenter,
      String cluster,
      Settings ha,
      Settings drs,
      Map<VmPath, Settings> haOverrides) {
    return new ClusterReconfiguration(
        datacenter, cluster, ha, drs, haOverrides, Map.of(), List.of(), List.of());
  }

  /** Changes of rules only. */
  public static ClusterReconfiguration rules(
      String datacenter, String cluster, List<ClusterRule> put, List<String> remove) {
    return new ClusterReconfiguration(
        datacenter, cluster, Settings.NONE, Settings.NONE, Map.of(), Map.of(), put, remove);
  }
}
