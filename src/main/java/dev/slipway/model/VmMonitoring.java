package dev.slipway.model;

/** vSphere HA VM monitoring: the values of {@code ClusterDasConfigInfo.vmMonitoring}. */
public enum VmMonitoring {
  DISABLED("vmMonitoringDisabled"),
  VM_ONLY("vmMonitoringOnly"),
  VM_AND_APPLICATION("vmAndAppMonitoring");

  private final String apiName;

  VmMonitoring(String apiName) {
    this.apiName = apiName;
  }

  /** The name in the vSphere API, which blueprints use too. */
  public String apiName() {
    return apiName;
  }
}
