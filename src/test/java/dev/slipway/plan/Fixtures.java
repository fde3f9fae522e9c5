package dev.slipway.plan;

import dev.slipway.model.Bindings;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.Desired;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Lookup;
import dev.slipway.model.Marks;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedHost;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.ObservedDatastore;
import dev.slipway.model.ObservedPool;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.ObservedWorld.ObservedFolder;
import dev.slipway.model.Placement;
import dev.slipway.model.SequenceSpec;
import dev.slipway.model.Settings;
import dev.slipway.model.Value;
import dev.slipway.model.VmSettings;
import dev.slipway.model.VmSource;
import dev.slipway.model.VmSource.PackageOptions;
import dev.slipway.testing.StepBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A dual-node cluster as it is wanted, and a vCenter to bend into what a test needs. */
public final class Fixtures {
  static final Placement PLACEMENT =
      new Placement(
          "LON", "mgmt-01", "vsan-01", "Horizon/Connectors", Map.of("VM Network", "horizon-mgmt"));
  static final Settings HIGH = Settings.of(Map.of("restartPriority", "high"));
  static final NodeTarget PRIMARY = node("hcc-lon-1", "primary", "10.20.0.11");
  static final NodeTarget WORKER = node("hcc-lon-2", "worker", "10.20.0.12");

  private Fixtures() {}

  public static DesiredState desired(boolean mandatory) {
    List<Desired> resources = new ArrayList<>();
    resources.add(new Desired.FolderSpec("LON", "Horizon/Connectors"));
    resources.add(vm(PRIMARY));
    resources.add(vm(WORKER));
    resources.add(
        new Desired.HaSpec(
            "mgmt-01", Settings.of(Map.of("enabled", "true", "vmMonitoring", "vmMonitoringOnly"))));
    resources.add(new Desired.DrsSpec("mgmt-01", Settings.of(Map.of("enabled", "true"))));
    resources.add(
        new Desired.RuleSpec(
            "mgmt-01",
            ClusterRule.antiAffinity("hcc-london", List.of(PRIMARY.vm(), WORKER.vm()), mandatory)));
    resources.add(new Desired.HaOverrideSpec("mgmt-01", PRIMARY.vm(), HIGH));
    resources.add(new Desired.HaOverrideSpec("mgmt-01", WORKER.vm(), HIGH));
    resources.add(
        new Desired.NodeSequenceSpec(
            WORKER, List.of(PRIMARY, WORKER), joinSequence(), Bindings.of(Map.of())));
    return new DesiredState(
        "hcc-london", "digest", PLACEMENT, List.of(PRIMARY, WORKER), Map.of(), resources);
  }

  static Desired.VmSpec vm(NodeTarget node) {
    return new Desired.VmSpec(
        node.name(),
        node.role(),
        node.ip(),
        PLACEMENT,
        Duration.ofMinutes(15),
        new VmSource.PackageFile(
            Path.of("packages/hcc.ova"),
            null,
            new PackageOptions(null, null, 100L << 30),
            Set.of()),
        "source-1",
        Map.of(
            "hcc.ip0",
            Value.plain(node.ip()),
            "hcc.root_password",
            new Value.Confidential("${secret:root}")),
        VmSettings.NONE);
  }

  /** A vCenter with nothing of ours. */
  public static Observed empty(int hosts) {
    return observed(cluster(hosts, ha(false, "vmMonitoringDisabled"), false, List.of()), null);
  }

  /** A vCenter in which everything is as it is wanted. */
  public static Observed converged(boolean mandatory) {
    ObservedCluster cluster =
        cluster(
            3,
            ha(true, "vmMonitoringOnly"),
            true,
            List.of(
                ObservedRule.antiAffinity("hcc-london", true, mandatory, List.of("vm-1", "vm-2"))));
    return observed(
        cluster.withHaOverrides(Map.of("vm-1", HIGH, "vm-2", HIGH)),
        new ObservedSequence.Done(),
        ownVm("vm-1", PRIMARY, true),
        ownVm("vm-2", WORKER, true));
  }

  /** vSphere HA as vCenter shows it. */
  static Settings ha(boolean enabled, String vmMonitoring) {
    return Settings.of(
        Map.of(
            "enabled",
            String.valueOf(enabled),
            "hostMonitoring",
            "true",
            "vmMonitoring",
            vmMonitoring,
            "admissionControl",
            "true"));
  }

  static ObservedCluster cluster(int hosts, Settings ha, boolean drs, List<ObservedRule> rules) {
    return new ObservedCluster(
        "mgmt-01",
        IntStream.rangeClosed(1, hosts)
            .mapToObj(number -> new ObservedHost("esx-" + number, true, false))
            .toList(),
        List.of("vsan-01"),
        ha,
        Settings.of(Map.of("enabled", String.valueOf(drs), "automationLevel", "fullyAutomated")),
        new TreeMap<>(),
        new TreeMap<>(),
        rules,
        List.of());
  }

  public static Observed observed(
      ObservedCluster cluster, @Nullable ObservedSequence worker, ObservedVm... vms) {
    TreeMap<String, ObservedVm> byName = new TreeMap<>();
    for (ObservedVm vm : vms) {
      byName.put(vm.name(), vm);
    }
    TreeMap<String, ObservedSequence> sequences = new TreeMap<>();
    if (worker != null) {
      sequences.put(WORKER.name(), worker);
    }
    return new Observed(
        new ObservedWorld(
            new Lookup.Found<>("LON"),
            new Lookup.Found<>(cluster),
            new Lookup.Found<>(new ObservedPool("", Map.of(), Settings.NONE)),
            new Lookup.Found<>(List.of(new ObservedDatastore("vsan-01", 1L << 40, true))),
            new TreeMap<>(Map.of("horizon-mgmt", new Lookup.Found<>("horizon-mgmt"))),
            vms.length == 0
                ? Optional.empty()
                : Optional.of(
                    new ObservedFolder(
                        "Horizon/Connectors", Map.of(Marks.BLUEPRINT, "hcc-london"))),
            byName,
            List.of(),
            Optional.of(List.of())),
        sequences);
  }

  static ObservedVm ownVm(String reference, NodeTarget node, boolean poweredOn) {
    return ownVm(reference, node, poweredOn, "host-of-" + reference);
  }

  static ObservedVm ownVm(String reference, NodeTarget node, boolean poweredOn, String host) {
    return new ObservedVm(
        reference,
        node.name(),
        poweredOn,
        host,
        Marks.whenComplete("hcc-london", node.name(), "source-1"),
        Marks.atBirth("hcc-london", node.name()),
        Map.of("hcc.ip0", node.ip()),
        poweredOn ? "guestToolsRunning" : "guestToolsNotRunning",
        poweredOn ? List.of(node.ip()) : List.of());
  }

  static ObservedVm vmWithMarks(
      NodeTarget node, Map<String, String> marks, Map<String, String> birthMarks) {
    return new ObservedVm(
        "vm-9", node.name(), false, "esx-1", marks, birthMarks, Map.of(), null, List.of());
  }

  private static NodeTarget node(String name, String role, String ip) {
    return new NodeTarget(name, role, ip, PLACEMENT.vm(name));
  }

  private static SequenceSpec joinSequence() {
    return new SequenceSpec(
        "join",
        "worker",
        SequenceSpec.Outcome.MEMBERSHIP,
        StepBuilder.proof("primary", "true"),
        List.of(
            StepBuilder.step("request-join").on("primary").build(),
            StepBuilder.step("join").build()));
  }
}
