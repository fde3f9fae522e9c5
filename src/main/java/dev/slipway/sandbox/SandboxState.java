package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.model.GuestIdentity;
import dev.slipway.model.HeldLock;
import dev.slipway.model.LockHolder;
import dev.slipway.model.LockName;
import dev.slipway.model.PoolSettings;
import dev.slipway.model.RuleType;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** Resource pools that were made, by {@code datacenter/cluster/path}. */
  public Map<String, Pool> pools = new TreeMap<>();

  /** VMs by inventory path. */
  public Map<String, Vm> vms = new TreeMap<>();

  /** VApps by inventory path. */
  public Map<String, VApp> vApps = new TreeMap<>();

  /** Clusters by {@code datacenter/cluster}. */
  public Map<String, Cluster> clusters = new TreeMap<>();

  /** Locks by {@code datacenter/name}. */
  public Map<String, Lock> locks = new TreeMap<>();

  /**
   * The VM of a path.
   *
   * @throws dev.slipway.port.PortException when nothing stands there
   */
  Vm require(VmPath path) {
    Vm vm = vms.get(path.inventoryPath());
    if (vm == null) {
      throw Refusal.of(
          Category.CONFLICT,
          "vcenter/object-vanished",
          "there is no VM " + path.name(),
          "Nothing stands at " + path.inventoryPath() + " any more.");
    }
    return vm;
  }

  /** A lock that was taken; the reference is no later one's. */
  record Lock(String name, String reference, LockHolder holder, Instant since, Instant until) {
    HeldLock held(Instant seen) {
      return new HeldLock(new LockName(name), reference, holder, since, until, seen);
    }
  }

  static final class Pool {
    public Map<String, String> marks = new TreeMap<>();

    /** As vCenter has a new pool. */
    public Settings settings =
        Settings.of(
            Map.of(PoolSettings.CPU_SHARES, "normal", PoolSettings.MEMORY_SHARES, "normal"));
  }

  static final class Vm {
    public String reference = "";
    public String name = "";
    public String datacenter = "";
    public String cluster = "";
    public String resourcePool = "";
    public String datastore = "";
    public String host = "";
    public boolean poweredOn;
    public @Nullable String address;

    /** What the customization of its guest made of it; null when nothing did. */
    public @Nullable GuestIdentity identity;

    /** Path of the template that it comes from; empty for none. */
    public String template = "";

    public Map<String, String> marks = new TreeMap<>();
    public Map<String, String> birthMarks = new TreeMap<>();
    public Map<String, String> properties = new TreeMap<>();
    public Map<String, String> networks = new TreeMap<>();
    public int cpus = 1;
    public long memory = 1024;
    public long cpuReservationMhz;
    public long memoryReservation;
    public String annotation = "";
    public Map<String, String> extraConfig = new TreeMap<>();
    public Map<String, Set<String>> tags = new TreeMap<>();
    public List<VmSnapshot> snapshots = new ArrayList<>();
  }

  static final class VApp {
    public Map<String, String> marks = new TreeMap<>();

    /** How VMs start, by their references. */
    public Map<String, Settings> entities = new TreeMap<>();
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
