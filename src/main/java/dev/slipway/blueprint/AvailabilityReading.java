package dev.slipway.blueprint;

import dev.slipway.blueprint.Blueprint.Availability;
import dev.slipway.blueprint.Blueprint.Ha;
import dev.slipway.blueprint.Blueprint.Node;
import dev.slipway.blueprint.Blueprint.Rule;
import dev.slipway.blueprint.Blueprint.Separation;
import dev.slipway.blueprint.Blueprint.StartOrder;
import dev.slipway.blueprint.Blueprint.VmOverrides;
import dev.slipway.diag.Located;
import dev.slipway.model.ClusterSettings;
import dev.slipway.model.Setting;
import dev.slipway.model.Setting.Values;
import dev.slipway.model.Settings;
import dev.slipway.model.VAppSettings;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code availability}: its settings by the tables of {@link ClusterSettings}. */
final class AvailabilityReading {
  private static final String POLICY = "admissionControlPolicy";
  private static final String RESTART_PRIORITY = "restartPriority";
  private static final String CLUSTER_SETTINGS = "vmToolsMonitoringSettings.clusterSettings";
  private static final String AUTO_COMPUTE = POLICY + ".autoComputePercentages";
  private static final String CPU = POLICY + ".cpuFailoverResourcesPercent";
  private static final String MEMORY = POLICY + ".memoryFailoverResourcesPercent";

  private static final Availability NOTHING =
      new Availability(null, null, VmOverrides.NONE, List.of(), null, null);

  private static final Map<String, String> ON = Map.of("enabled", "true");

  private final Style style;

  AvailabilityReading(Style style) {
    this.style = style;
  }

  /**
   * Reads the block.
   *
   * @param blueprint its name, as far as it is known
   * @param nodes that rules and the start order may name
   */
  Availability read(@Nullable MappingReader reader, String blueprint, List<Node> nodes) {
    if (reader == null) {
      return NOTHING;
    }
    Availability whole = ofCluster(reader);
    Located<Separation> separation = separation(reader);
    List<Rule> rules =
        new RulesReading(style, nodes.stream().map(node -> node.name().value()).toList(), blueprint)
            .read(reader);
    MappingReader startBlock = reader.mapping("startOrder");
    StartOrder startOrder = startBlock == null ? null : startOrder(startBlock, nodes);
    reader.rejectUnknownKeys();
    return new Availability(
        whole.ha(), whole.drs(), whole.vmOverrides(), rules, separation, startOrder);
  }

  /** Reads the block of a system of appliances: what concerns all of its nodes. */
  Availability ofSystem(@Nullable MappingReader reader) {
    if (reader == null) {
      return NOTHING;
    }
    Availability whole = ofCluster(reader);
    reader.rejectUnknownKeys();
    return whole;
  }

  /** Reads what a group of a system says among its other keys. */
  Availability ofGroup(MappingReader group) {
    return new Availability(null, null, overrides(group), List.of(), separation(group), null);
  }

  /** What names no nodes. */
  private Availability ofCluster(MappingReader reader) {
    MappingReader haBlock = reader.mapping("ha");
    Settings priority = haBlock == null ? Settings.NONE : restartPriority(haBlock);
    Ha ha = haBlock == null ? null : ha(haBlock);
    VmOverrides overrides = overrides(reader);
    if (overrides.ha().value(RESTART_PRIORITY) != null && !priority.hasNone() && haBlock != null) {
      style.report(
          "said-twice",
          "\"restartPriority\" is said twice",
          "The one in \"ha\" is short for the one in \"vmOverrides\".",
          "Remove one of them.",
          haBlock.keyRange(RESTART_PRIORITY));
    }
    MappingReader drsBlock = reader.mapping("drs");
    Settings drs = drsBlock == null ? null : drs(drsBlock);
    return new Availability(
        ha,
        drs,
        new VmOverrides(priority.overriddenBy(overrides.ha()), overrides.drs()),
        List.of(),
        null,
        null);
  }

  private static @Nullable Located<Separation> separation(MappingReader reader) {
    return reader.choice(
        "separateHosts",
        Arrays.stream(Separation.values())
            .collect(Collectors.toMap(Separation::word, Function.identity())));
  }

  /** The block {@code vmOverrides} of the mapping, for all nodes or for one. */
  VmOverrides overrides(MappingReader owner) {
    MappingReader reader = owner.mapping("vmOverrides");
    if (reader == null) {
      return VmOverrides.NONE;
    }
    Settings ha = settings(reader, withoutClusterSettings());
    Settings drs = settings(reader, ClusterSettings.DRS_OVERRIDE);
    reader.rejectUnknownKeys();
    boolean ownMonitoring =
        ha.values().keySet().stream()
            .anyMatch(path -> path.startsWith("vmToolsMonitoringSettings."));
    return new VmOverrides(
        ownMonitoring ? ha.overriddenBy(Settings.of(Map.of(CLUSTER_SETTINGS, "false"))) : ha, drs);
  }

  /** DRS is only ever switched on: switched off, it would remove all resource pools. */
  private Settings drs(MappingReader reader) {
    Settings declared =
        settings(
            reader,
            ClusterSettings.DRS.stream()
                .filter(setting -> !setting.path().equals("enabled"))
                .toList());
    reader.rejectUnknownKeys();
    return Settings.of(ON).overriddenBy(declared);
  }

  /** Whether a VM uses the cluster's monitoring settings follows from what it declares. */
  private static List<Setting> withoutClusterSettings() {
    return ClusterSettings.HA_OVERRIDE.stream()
        .filter(setting -> !setting.path().equals(CLUSTER_SETTINGS))
        .toList();
  }

  private StartOrder startOrder(MappingReader reader, List<Node> nodes) {
    List<List<String>> groups = new StartOrderReading(style, nodes).read(reader);
    Settings declared = settings(reader, VAppSettings.DECLARED);
    reader.rejectUnknownKeys();
    return new StartOrder(groups, declared, reader.place());
  }

  private Settings restartPriority(MappingReader ha) {
    return settings(
        ha,
        ClusterSettings.HA_OVERRIDE.stream()
            .filter(setting -> setting.path().equals(RESTART_PRIORITY))
            .toList());
  }

  private Ha ha(MappingReader reader) {
    Settings declared = settings(reader, ClusterSettings.HA);
    reader.rejectUnknownKeys();
    boolean hasPolicy =
        Stream.concat(declared.values().keySet().stream(), declared.names().keySet().stream())
            .anyMatch(path -> path.startsWith(POLICY + "."));
    MappingReader policy = hasPolicy ? reader.mapping(POLICY) : null;
    if (policy != null) {
      checkPolicy(policy, declared);
    }
    boolean percentages = declared.value(CPU) != null || declared.value(MEMORY) != null;
    return new Ha(
        Settings.of(percentages ? Map.of("enabled", "true", AUTO_COMPUTE, "false") : ON)
            .overriddenBy(declared),
        reader.place());
  }

  /** The API has three kinds of policies, and each is sent as a whole. */
  private void checkPolicy(MappingReader policy, Settings declared) {
    String type = declared.value(ClusterSettings.POLICY_TYPE);
    if (type == null) {
      if (!policy.has("type")) {
        style.report("missing-key", "\"type\" is missing", "", "", policy.place());
      }
      return;
    }
    boolean computed = declared.isOn(AUTO_COMPUTE);
    List<String> needed = new ArrayList<>();
    List<String> known = new ArrayList<>(List.of("type", "resourceReductionToToleratePercent"));
    switch (type) {
      case ClusterSettings.FAILOVER_LEVEL -> needed.add("failoverLevel");
      case ClusterSettings.FAILOVER_HOSTS -> needed.add("failoverHosts");
      case ClusterSettings.FAILOVER_RESOURCES -> {
        known.addAll(List.of("autoComputePercentages", "failoverLevel"));
        if (!computed) {
          needed.addAll(List.of("cpuFailoverResourcesPercent", "memoryFailoverResourcesPercent"));
        }
      }
      default -> throw new IllegalStateException("the reader knows no type " + type);
    }
    known.addAll(needed);
    needed.stream()
        .filter(key -> !policy.has(key))
        .forEach(key ->
            style.report(
                "missing-key",
                "\"" + key + "\" is missing",
                "A policy of type " + type + " needs it.",
                needed.size() == 2 ? "Or set autoComputePercentages to true." : "",
                policy.place()));
    policy.keys().stream()
        .filter(key -> !known.contains(key.value()))
        .forEach(key ->
            style.report(
                "useless-key",
                "\"" + key.value() + "\" has no meaning here",
                computed
                    ? "vCenter computes the percentages itself."
                    : "A policy of type " + type + " does not have it.",
                "Remove it.",
                key.range()));
  }

  private Settings settings(MappingReader reader, List<Setting> table) {
    SortedMap<String, String> values = new TreeMap<>();
    SortedMap<String, List<String>> names = new TreeMap<>();
    read(reader, "", table, values, names);
    return new Settings(values, names);
  }

  private void read(
      MappingReader reader,
      String prefix,
      List<Setting> table,
      SortedMap<String, String> values,
      SortedMap<String, List<String>> names) {
    Map<String, List<Setting>> within = new LinkedHashMap<>();
    for (Setting setting : table) {
      String rest = setting.path().substring(prefix.length());
      int dot = rest.indexOf('.');
      if (dot >= 0) {
        within.computeIfAbsent(rest.substring(0, dot), key -> new ArrayList<>()).add(setting);
      } else if (setting.values() instanceof Values.Names) {
        List<Located<String>> written = reader.strings(rest);
        if (!written.isEmpty()) {
          names.put(setting.path(), written.stream().map(Located::value).toList());
        }
      } else {
        String value = value(reader, rest, setting.values());
        if (value != null) {
          values.put(setting.path(), value);
        }
      }
    }
    within.forEach((key, settings) -> {
      MappingReader nested = reader.mapping(key);
      if (nested != null) {
        read(nested, prefix + key + ".", settings, values, names);
        nested.rejectUnknownKeys();
      }
    });
  }

  private static @Nullable String value(MappingReader reader, String key, Values values) {
    Located<?> located =
        switch (values) {
          case Values.Truth truth -> reader.bool(key);
          case Values.WholeNumber(int minimum, int maximum) ->
              reader.integer(key, minimum, maximum);
          case Values.Words(List<String> words) ->
              reader.choice(
                  key, words.stream().collect(Collectors.toMap(Function.identity(), word -> word)));
          case Values.Names names -> null;
        };
    return located == null ? null : String.valueOf(located.value());
  }
}
