package dev.slipway.model;

import dev.slipway.model.Setting.Values;
import dev.slipway.model.Setting.Values.Names;
import dev.slipway.model.Setting.Values.Truth;
import dev.slipway.model.Setting.Values.WholeNumber;
import dev.slipway.model.Setting.Values.Words;
import java.util.List;
import java.util.stream.Stream;

/**
 * All settings of a cluster that blueprints may declare, by the names that the data objects {@code
 * ClusterDasConfigInfo}, {@code ClusterDasVmSettings}, {@code ClusterVmReadiness} and {@code
 * ClusterDrsConfigInfo} of the vSphere API give them. The bounds of percentages are the API's;
 * those of times and counts only keep out slips of the pen.
 */
public final class ClusterSettings {
  /** Which of the three admission control policies of the API is used. */
  public static final String POLICY_TYPE = "admissionControlPolicy.type";

  /** The values of {@link #POLICY_TYPE}. */
  public static final String FAILOVER_LEVEL = "failoverLevel";

  public static final String FAILOVER_RESOURCES = "failoverResources";
  public static final String FAILOVER_HOSTS = "failoverHosts";

  /** Names datastores; all other lists of names are of hosts. */
  public static final String HEARTBEAT_DATASTORE = "heartbeatDatastore";

  private static final Values TRUTH = new Truth();
  private static final WholeNumber SECONDS = new WholeNumber(0, 86_400);
  private static final WholeNumber PERCENT = new WholeNumber(0, 100);
  private static final String MONITORING = "vmToolsMonitoringSettings";
  private static final Words VM_MONITORING =
      Words.of("vmMonitoringDisabled", "vmMonitoringOnly", "vmAndAppMonitoring");

  /** {@code ClusterDasVmSettings} without what makes sense for one VM only. */
  private static final List<Setting> VM_DEFAULTS =
      List.of(
          Setting.of(
              "restartPriority",
              Words.of("disabled", "lowest", "low", "medium", "high", "highest")),
          Setting.of("restartPriorityTimeout", SECONDS),
          Setting.of("isolationResponse", Words.of("none", "powerOff", "shutdown")),
          Setting.of("failureInterval", new WholeNumber(1, 86_400)).within(MONITORING),
          Setting.of("minUpTime", SECONDS).within(MONITORING),
          Setting.of("maxFailures", new WholeNumber(1, 1_000)).within(MONITORING),
          Setting.of("maxFailureWindow", new WholeNumber(-1, 2_592_000)).within(MONITORING),
          protection(
              "vmStorageProtectionForAPD",
              Words.of("disabled", "warning", "restartConservative", "restartAggressive")),
          protection("enableAPDTimeoutForHosts", TRUTH),
          protection("vmTerminateDelayForAPDSec", SECONDS),
          protection("vmReactionOnAPDCleared", Words.of("none", "reset")),
          protection(
              "vmStorageProtectionForPDL", Words.of("disabled", "warning", "restartAggressive")));

  /** What one VM may have of its own instead of the cluster's {@code defaultVmSettings}. */
  public static final List<Setting> DAS_OVERRIDE =
      Stream.concat(
              VM_DEFAULTS.stream(),
              Stream.of(
                  Setting.of("clusterSettings", TRUTH).within(MONITORING),
                  Setting.of("vmMonitoring", VM_MONITORING).within(MONITORING)))
          .toList();

  /** When vSphere HA counts one VM as ready, so that it restarts those that wait for it. */
  public static final List<Setting> READINESS = readiness("vmReadiness", "vmReadiness");

  /** All that one VM may have of its own of vSphere HA. */
  public static final List<Setting> HA_OVERRIDE =
      Stream.concat(DAS_OVERRIDE.stream(), READINESS.stream()).toList();

  /** {@code ClusterDasConfigInfo}. */
  public static final List<Setting> DAS =
      Stream.concat(
              Stream.of(
                  Setting.of("enabled", TRUTH),
                  Setting.of("hostMonitoring", TRUTH),
                  Setting.of("vmMonitoring", VM_MONITORING),
                  Setting.of("vmComponentProtecting", TRUTH),
                  new Setting("admissionControl", "admissionControlEnabled", TRUTH),
                  policy("type", Words.of(FAILOVER_LEVEL, FAILOVER_RESOURCES, FAILOVER_HOSTS)),
                  policy("failoverLevel", new WholeNumber(1, 95)),
                  policy("cpuFailoverResourcesPercent", PERCENT),
                  policy("memoryFailoverResourcesPercent", PERCENT),
                  policy("autoComputePercentages", TRUTH),
                  policy("resourceReductionToToleratePercent", PERCENT),
                  policy("failoverHosts", new Names()),
                  Setting.of(
                      "hBDatastoreCandidatePolicy",
                      Words.of(
                          "userSelectedDs", "allFeasibleDs", "allFeasibleDsWithUserPreference")),
                  Setting.of(HEARTBEAT_DATASTORE, new Names())),
              VM_DEFAULTS.stream().map(setting -> setting.within("defaultVmSettings")))
          .toList();

  /** When VMs without an override count as ready; stands beside {@link #DAS} in the API. */
  public static final List<Setting> DEFAULT_READINESS =
      readiness("defaultVmReadiness", "orchestration.defaultVmReadiness");

  /** vSphere HA of the cluster. */
  public static final List<Setting> HA =
      Stream.concat(DAS.stream(), DEFAULT_READINESS.stream()).toList();

  /** DRS of the cluster. */
  public static final List<Setting> DRS =
      List.of(
          Setting.of("enabled", TRUTH),
          new Setting(
              "automationLevel",
              "defaultVmBehavior",
              Words.of("manual", "partiallyAutomated", "fullyAutomated")));

  /** What one VM may have of its own instead of the cluster's automation level. */
  public static final List<Setting> DRS_OVERRIDE =
      List.of(
          new Setting(
              "automationLevel",
              "behavior",
              Words.of("disabled", "manual", "partiallyAutomated", "fullyAutomated")));

  private ClusterSettings() {}

  private static Setting protection(String name, Values values) {
    return Setting.of(name, values).within("vmComponentProtectionSettings");
  }

  /** {@code ClusterVmReadiness}. */
  private static List<Setting> readiness(String path, String apiPath) {
    return List.of(
        new Setting(
            path + ".readyCondition",
            apiPath + ".readyCondition",
            Words.of("none", "poweredOn", "guestHbStatusGreen", "appHbStatusGreen")),
        new Setting(path + ".postReadyDelay", apiPath + ".postReadyDelay", SECONDS));
  }

  private static Setting policy(String name, Values values) {
    return Setting.of(name, values).within("admissionControlPolicy");
  }
}
