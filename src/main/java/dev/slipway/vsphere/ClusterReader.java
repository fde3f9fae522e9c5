package dev.slipway.vsphere;

import com.vmware.vim25.ClusterConfigInfoEx;
import com.vmware.vim25.ClusterDasVmConfigInfo;
import com.vmware.vim25.ClusterDrsVmConfigInfo;
import com.vmware.vim25.ClusterRuleInfo;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.diag.Category;
import dev.slipway.model.ClusterSettings;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedGroup;
import dev.slipway.model.ObservedCluster.ObservedHost;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.Settings;
import dev.slipway.port.PortException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads clusters: {@code configurationEx}, and the names and states of what is in them. */
final class ClusterReader {
  private static final String CONFIGURATION = "configurationEx";
  private static final String HOSTS = "host";
  private static final String DATASTORES = "datastore";
  private static final String AUTOMATION = "automationLevel";

  private ClusterReader() {}

  /** Adds a cluster with its hosts and datastores to what is read. */
  static Retrieval alsoIn(Retrieval retrieval, ManagedObjectReference cluster) {
    return retrieval
        .properties("ComputeResource", HOSTS, DATASTORES)
        .properties("ClusterComputeResource", HOSTS, DATASTORES, CONFIGURATION)
        .properties("HostSystem", HostProperties.ALL)
        .properties("Datastore", HostProperties.NAME)
        .object(
            cluster,
            Retrieval.over("ComputeResource", HOSTS),
            Retrieval.over("ComputeResource", DATASTORES));
  }

  /** The cluster as it was read. */
  static ObservedCluster observed(
      Retrieval.Answer answer, ManagedObjectReference cluster, String name) {
    Retrieval.Properties properties = answer.of(cluster);
    ClusterConfigInfoEx configuration =
        ManagedType.CLUSTER.is(cluster)
            ? configuration(properties, name)
            : new ClusterConfigInfoEx();
    Map<ManagedObjectReference, String> names = names(answer, cluster);
    List<ObservedHost> hosts =
        properties.all(HOSTS, ManagedObjectReference[].class).stream()
            .map(host -> HostProperties.observed(answer.of(host)))
            .sorted(Comparator.comparing(ObservedHost::name))
            .toList();
    SortedMap<String, Settings> haOverrides = new TreeMap<>();
    for (ClusterDasVmConfigInfo override : haOverrides(configuration)) {
      Settings settings = override(override);
      if (!settings.hasNone()) {
        haOverrides.put(override.getKey().getVal(), settings);
      }
    }
    Readiness.ofVms(configuration)
        .forEach((vm, readiness) -> {
          if (!readiness.hasNone()) {
            haOverrides.merge(vm.getVal(), readiness, Settings::overriddenBy);
          }
        });
    SortedMap<String, Settings> drsOverrides = new TreeMap<>();
    for (ClusterDrsVmConfigInfo override : drsOverrides(configuration)) {
      drsOverrides.put(override.getKey().getVal(), override(override));
    }
    return new ObservedCluster(
        name,
        hosts,
        properties.all(DATASTORES, ManagedObjectReference[].class).stream()
            .map(names::get)
            .filter(Objects::nonNull)
            .sorted()
            .toList(),
        ha(configuration, names),
        drs(configuration),
        haOverrides,
        drsOverrides,
        rules(configuration).stream()
            .map(rule -> RuleGroups.observed(rule, configuration, names))
            .sorted(Comparator.comparing(ObservedRule::name))
            .toList(),
        RuleGroups.groups(configuration).stream()
            .map(group -> RuleGroups.observed(group, names))
            .sorted(Comparator.comparing(ObservedGroup::name))
            .toList());
  }

  /** What the hosts and datastores of the cluster are called. */
  static Map<ManagedObjectReference, String> names(
      Retrieval.Answer answer, ManagedObjectReference cluster) {
    Map<ManagedObjectReference, String> names = new HashMap<>();
    for (String property : List.of(HOSTS, DATASTORES)) {
      for (ManagedObjectReference member :
          answer.of(cluster).all(property, ManagedObjectReference[].class)) {
        String name = answer.of(member).get(HostProperties.NAME, String.class);
        if (name != null) {
          names.put(member, name);
        }
      }
    }
    return names;
  }

  static Settings ha(ClusterConfigInfoEx configuration, Map<ManagedObjectReference, String> names) {
    return SettingsInData.read(configuration.getDasConfig(), ClusterSettings.DAS, names)
        .overriddenBy(Readiness.ofCluster(configuration));
  }

  static Settings drs(ClusterConfigInfoEx configuration) {
    return SettingsInData.read(configuration.getDrsConfig(), ClusterSettings.DRS, Map.of());
  }

  /** What an override sets; an older server tells the restart priority in a place of its own. */
  static Settings override(ClusterDasVmConfigInfo override) {
    Settings settings =
        SettingsInData.read(override.getDasSettings(), ClusterSettings.DAS_OVERRIDE, Map.of());
    return override.getDasSettings() == null && override.getRestartPriority() != null
        ? Settings.of(Map.of("restartPriority", override.getRestartPriority().name()))
        : settings;
  }

  static Settings override(ClusterDrsVmConfigInfo override) {
    if (Boolean.FALSE.equals(override.getEnabled())) {
      return Settings.of(Map.of(AUTOMATION, "disabled"));
    }
    return SettingsInData.read(override, ClusterSettings.DRS_OVERRIDE, Map.of());
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

  static List<ClusterDasVmConfigInfo> haOverrides(ClusterConfigInfoEx configuration) {
    return configuration.getDasVmConfig() == null
        ? List.of()
        : List.of(configuration.getDasVmConfig());
  }

  static List<ClusterDrsVmConfigInfo> drsOverrides(ClusterConfigInfoEx configuration) {
    return configuration.getDrsVmConfig() == null
        ? List.of()
        : List.of(configuration.getDrsVmConfig());
  }
}
