package dev.slipway.vsphere;

import static java.util.Objects.requireNonNull;

import com.vmware.vim25.ClusterDasAdmissionControlPolicy;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.ClusterSettings;
import dev.slipway.model.Setting;
import dev.slipway.model.Setting.Values;
import dev.slipway.model.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and writes settings where they stand in the API's data objects. */
final class SettingsInData {
  private static final String TYPE = "type";

  /** The API's ways to say that a VM has no value of its own. */
  private static final Set<String> LEFT_TO_THE_CLUSTER =
      Set.of(
          "clusterRestartPriority",
          "clusterIsolationResponse",
          "clusterDefault",
          "useClusterDefault");

  private static final Map<String, Class<?>> POLICIES =
      Map.of(
          ClusterSettings.FAILOVER_LEVEL,
          NewerTypes.ClusterFailoverLevelAdmissionControlPolicy.class,
          ClusterSettings.FAILOVER_RESOURCES,
          NewerTypes.ClusterFailoverResourcesAdmissionControlPolicy.class,
          ClusterSettings.FAILOVER_HOSTS,
          NewerTypes.ClusterFailoverHostAdmissionControlPolicy.class);

  private SettingsInData() {}

  /**
   * The settings of a table that a data object tells.
   *
   * @param names what the objects are called that it refers to; those without a name are left out
   */
  static Settings read(
      @Nullable Object data, List<Setting> table, Map<ManagedObjectReference, String> names) {
    SortedMap<String, String> values = new TreeMap<>();
    SortedMap<String, List<String>> lists = new TreeMap<>();
    for (Setting setting : table) {
      Object found = find(data, setting.apiPath());
      if (found instanceof ManagedObjectReference[] references) {
        lists.put(
            setting.path(),
            Arrays.stream(references).map(names::get).filter(Objects::nonNull).toList());
      } else if (found != null && !LEFT_TO_THE_CLUSTER.contains(String.valueOf(found))) {
        values.put(setting.path(), text(found, setting.values()));
      }
    }
    return new Settings(values, lists);
  }

  /**
   * Puts settings of a table into a data object, creating the objects within.
   *
   * @param references finds an object by the path of the setting and its name
   */
  static void write(Object data, List<Setting> table, Settings settings, References references) {
    for (Setting setting : table) {
      String value = settings.value(setting.path());
      List<String> list = settings.names().get(setting.path());
      if (value != null && !isType(setting)) {
        write(data, setting, member -> parse(member, value, setting.values()));
      } else if (list != null) {
        write(
            data,
            setting,
            member ->
                list.stream()
                    .map(name -> references.find(setting, name))
                    .toArray(ManagedObjectReference[]::new));
      }
    }
  }

  /** An admission control policy of a type; the current one when it is of that type. */
  static ClusterDasAdmissionControlPolicy policy(
      String type, @Nullable ClusterDasAdmissionControlPolicy current) {
    Class<?> wanted = requireNonNull(POLICIES.get(type));
    return wanted.isInstance(current)
        ? requireNonNull(current)
        : (ClusterDasAdmissionControlPolicy) DataShape.of(wanted).newInstance();
  }

  private static boolean isType(Setting setting) {
    return setting.path().equals(ClusterSettings.POLICY_TYPE);
  }

  private static @Nullable Object find(@Nullable Object data, String path) {
    Object value = data;
    for (String name : path.split("\\.", -1)) {
      if (value == null) {
        return null;
      }
      DataShape.Member member = DataShape.of(value.getClass()).member(name);
      value = member == null ? type(value, name) : member.get(value);
    }
    return value;
  }

  private static @Nullable String type(Object policy, String name) {
    return name.equals(TYPE)
        ? POLICIES.entrySet().stream()
            .filter(entry -> entry.getValue().isInstance(policy))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(null)
        : null;
  }

  private static void write(
      Object data, Setting setting, Function<DataShape.Member, Object> value) {
    Object owner = data;
    String[] names = setting.apiPath().split("\\.", -1);
    for (int i = 0; i < names.length; i++) {
      DataShape.Member member = requireNonNull(DataShape.of(owner.getClass()).member(names[i]));
      if (i == names.length - 1) {
        member.set(owner, value.apply(member));
      } else {
        Object inner = member.get(owner);
        if (inner == null) {
          inner = DataShape.of(VimTypes.newest(member.type())).newInstance();
          member.set(owner, inner);
        }
        owner = inner;
      }
    }
  }

  private static String text(Object value, Values values) {
    String text = value instanceof Enum<?> constant ? constant.name() : String.valueOf(value);
    return values instanceof Values.Truth && value instanceof String
        ? String.valueOf(text.equals("enabled"))
        : text;
  }

  private static Object parse(DataShape.Member member, String value, Values values) {
    Class<?> type = member.type();
    if (type == String.class) {
      if (values instanceof Values.Truth) {
        return value.equals("true") ? "enabled" : "disabled";
      }
      return value;
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> ((Enum<?>) constant).name().equals(value))
          .findFirst()
          .orElseThrow();
    }
    return XsdTypes.parse(type, value);
  }

  /** Finds the object that a name in a setting stands for. */
  @FunctionalInterface
  interface References {
    ManagedObjectReference find(Setting setting, String name);
  }
}
