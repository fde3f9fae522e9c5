package dev.slipway.vsphere;

import com.vmware.vim25.ClusterAntiAffinityRuleSpec;
import com.vmware.vim25.ClusterConfigInfoEx;
import com.vmware.vim25.ClusterDasConfigInfo;
import com.vmware.vim25.ClusterDasVmConfigInfo;
import com.vmware.vim25.ClusterDrsConfigInfo;
import com.vmware.vim25.ClusterRuleInfo;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.diag.Category;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedHa;
import dev.slipway.model.ObservedCluster.ObservedHost;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.port.PortException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads clusters: {@code configurationEx} and the state of the hosts. */
final class ClusterReader {
  static final String CONFIGURATION = "configurationEx";

  /** The value of an override that leaves the priority to the cluster. */
  private static final String CLUSTER_DEFAULT = "clusterRestartPriority";

  private ClusterReader() {}

  /** Adds a cluster and its hosts to what is read. */
  static Retrieval alsoIn(Retrieval retrieval, ManagedObjectReference cluster) {
    return retrieval
        .properties("ClusterComputeResource", "host", CONFIGURATION)
        .properties("HostSystem", HostProperties.ALL)
        .object(cluster, Retrieval.over("ComputeResource", "host"));
  }

  /** The cluster as it was read. */
  static ObservedCluster observed(
      Retrieval.Answer answer, ManagedObjectReference cluster, String name) {
    Retrieval.Properties properties = answer.of(cluster);
    ClusterConfigInfoEx configuration = configuration(properties, name);
    List<ObservedHost> hosts =
        properties.all("host", ManagedObjectReference[].class).stream()
            .map(host -> HostProperties.observed(answer.of(host)))
            .sorted(Comparator.comparing(ObservedHost::name))
            .toList();
    return new ObservedCluster(
        name,
        hosts,
        ha(configuration.getDasConfig()),
        configuration.getDrsConfig() != null
            && Boolean.TRUE.equals(configuration.getDrsConfig().getEnabled()),
        drsBehavior(configuration.getDrsConfig()),
        restartPriorities(configuration),
        rules(configuration).stream()
            .map(ClusterReader::rule)
            .sorted(Comparator.comparing(ObservedRule::name))
            .toList());
  }

  /**
   * The configuration out of a cluster's properties.
   *
   * @throws PortException when the user may not read it
   */
  static ClusterConfigInfoEx configuration(Retrieval.Properties properties, String name) {
    ClusterConfigInfoEx configuration = properties.get(CONFIGURATION, ClusterConfigInfoEx.class);
    if (configuration == null) {
      throw new PortException(
          Category.ENVIRONMENT,
          "vcenter/unreadable",
          "Cannot read the configuration of cluster " + name,
          "vCenter left the property configurationEx out of its answer.",
          "Give the user the privilege System.Read on the cluster.",
          null);
    }
    return configuration;
  }

  static List<ClusterRuleInfo> rules(ClusterConfigInfoEx configuration) {
    return configuration.getRule() == null ? List.of() : List.of(configuration.getRule());
  }

  static List<ClusterDasVmConfigInfo> overrides(ClusterConfigInfoEx configuration) {
    return configuration.getDasVmConfig() == null
        ? List.of()
        : List.of(configuration.getDasVmConfig());
  }

  /** The restart priority that an override sets; null when it leaves that to the cluster. */
  static @Nullable String restartPriority(ClusterDasVmConfigInfo override) {
    if (override.getDasSettings() != null
        && override.getDasSettings().getRestartPriority() != null) {
      String priority = override.getDasSettings().getRestartPriority();
      return priority.equals(CLUSTER_DEFAULT) ? null : priority;
    }
    return override.getRestartPriority() == null ? null : override.getRestartPriority().name();
  }

  /** Whether host monitoring is on, where vCenter tells. */
  static @Nullable Boolean hostMonitoring(ClusterDasConfigInfo configuration) {
    String state = configuration.getHostMonitoring();
    return state == null ? null : state.equals("enabled");
  }

  private static @Nullable String drsBehavior(@Nullable ClusterDrsConfigInfo configuration) {
    return configuration == null || configuration.getDefaultVmBehavior() == null
        ? null
        : configuration.getDefaultVmBehavior().name();
  }

  private static ObservedHa ha(@Nullable ClusterDasConfigInfo configuration) {
    if (configuration == null) {
      return new ObservedHa(false, null, null, null);
    }
    return new ObservedHa(
        Boolean.TRUE.equals(configuration.getEnabled()),
        hostMonitoring(configuration),
        configuration.getVmMonitoring(),
        configuration.getAdmissionControlEnabled());
  }

  private static Map<String, String> restartPriorities(ClusterConfigInfoEx configuration) {
    Map<String, String> priorities = new TreeMap<>();
    for (ClusterDasVmConfigInfo override : overrides(configuration)) {
      String priority = restartPriority(override);
      if (priority != null) {
        priorities.put(override.getKey().getVal(), priority);
      }
    }
    return priorities;
  }

  private static ObservedRule rule(ClusterRuleInfo rule) {
    boolean antiAffinity = rule instanceof ClusterAntiAffinityRuleSpec;
    return new ObservedRule(
        rule.getName(),
        antiAffinity,
        Boolean.TRUE.equals(rule.getEnabled()),
        Boolean.TRUE.equals(rule.getMandatory()),
        rule instanceof ClusterAntiAffinityRuleSpec spec ? vms(spec) : List.of());
  }

  /** Managed object ids of the VMs that a rule names. */
  static List<String> vms(ClusterAntiAffinityRuleSpec rule) {
    return rule.getVm() == null
        ? List.of()
        : Arrays.stream(rule.getVm()).map(ManagedObjectReference::getVal).toList();
  }
}
