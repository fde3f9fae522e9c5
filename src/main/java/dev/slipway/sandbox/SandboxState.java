package dev.slipway.sandbox;

import dev.slipway.model.RuleType;
import dev.slipway.model.Settings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What users have made of the embedded vCenter; kept as one JSON file. Mutable, and guarded by its
 * owner.
 */
final class SandboxState {
  /** Number of the last reference that was given out. */
  public int lastReference = 100;

  /** Marks by inventory path. */
  public Map<String, Map<String, String>> folders = new TreeMap<>();

  /** VMs by inventory path. */
  public Map<String, Vm> vms = new TreeMap<>();

  /** Clusters by {@code datacenter/cluster}. */
  public Map<String, Cluster> clusters = new TreeMap<>();

  static final class Vm {
    public String reference = "";
    public String name = "";
    public String datacenter = "";
    public String cluster = "";
    public String host = "";
    public boolean poweredOn;
    public @Nullable String address;
    public Map<String, String> marks = new TreeMap<>();
    public Map<String, String> birthMarks = new TreeMap<>();
    public Map<String, String> properties = new TreeMap<>();
    public Map<String, String> networks = new TreeMap<>();
  }

  static final class Cluster {
    /** As vCenter has a new cluster. */
    public Settings ha =
        Settings.of(
            Map.of(
                "enabled", "false",
                "hostMonitoring", "true",
                "vmMonitoring", "vmMonitoringDisabled",
                "admissionControl", "true"));

    public Settings drs =
        Settings.of(Map.of("enabled", "false", "automationLevel", "fullyAutomated"));

    /** By VM reference. */
    public Map<String, Settings> haOverrides = new TreeMap<>();

    /** By VM reference. */
    public Map<String, Settings> drsOverrides = new TreeMap<>();

    public Map<String, Rule> rules = new TreeMap<>();
  }

  static final class Rule {
    public RuleType type = RuleType.ANTI_AFFINITY;
    public boolean enabled;
    public boolean mandatory;
    public List<String> vms = List.of();
    public List<String> hosts = List.of();
    public List<String> dependsOn = List.of();
  }
}
