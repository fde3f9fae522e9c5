package dev.slipway.model;

/** vSphere HA restart priority: the values of {@code DasVmPriority} that every release knows. */
public enum RestartPriority {
  DISABLED("disabled"),
  LOW("low"),
  MEDIUM("medium"),
  HIGH("high");

  private final String apiName;

  RestartPriority(String apiName) {
    this.apiName = apiName;
  }

  /** The name in the vSphere API, which blueprints use too. */
  public String apiName() {
    return apiName;
  }
}
