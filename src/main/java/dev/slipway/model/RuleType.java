package dev.slipway.model;

/** The kinds of rules, with the words of blueprints. */
public enum RuleType {
  /** {@code ClusterAntiAffinityRuleSpec}: on different hosts. */
  ANTI_AFFINITY("anti-affinity"),
  /** {@code ClusterAffinityRuleSpec}: on the same host. */
  AFFINITY("affinity"),
  /** {@code ClusterVmHostRuleInfo}: on some hosts only. */
  VM_HOST_AFFINITY("vm-host-affinity"),
  /** {@code ClusterVmHostRuleInfo}: not on some hosts. */
  VM_HOST_ANTI_AFFINITY("vm-host-anti-affinity"),
  /** {@code ClusterDependencyRuleInfo}: restarted after others. */
  DEPENDENCY("dependency");

  private final String word;

  RuleType(String word) {
    this.word = word;
  }

  /** The word that blueprints and plans use. */
  public String word() {
    return word;
  }
}
