package dev.slipway.plan;

import dev.slipway.model.Marks;
import dev.slipway.model.ObservedSettings;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.VmSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares the settings of a VM, only those that are declared. */
final class SettingsDiffer {
  private static final String CUSTOM_ATTRIBUTES = "customAttributes";
  private static final String PREVENT_DESTROY = "preventDestroy";

  private final List<AttributeChange> changes = new ArrayList<>();
  private final Set<String> needingRestart = new TreeSet<>();

  private SettingsDiffer() {}

  /** All that is declared. */
  static List<AttributeChange> declared(VmSettings wanted) {
    return compare(wanted, ObservedSettings.UNKNOWN, Map.of()).changes();
  }

  /** What of it is otherwise at a VM. */
  static SettingsDiffer compare(VmSettings wanted, ObservedVm vm) {
    return compare(wanted, vm.settings(), vm.marks());
  }

  private static SettingsDiffer compare(
      VmSettings wanted, ObservedSettings seen, Map<String, String> marks) {
    SettingsDiffer differ = new SettingsDiffer();
    differ.restarting("hardware.cpus", seen.cpus(), wanted.cpus());
    differ.restarting("hardware.memory", in("MiB", seen.memory()), in("MiB", wanted.memory()));
    differ.compare(
        "hardware.cpuReservation",
        in("MHz", seen.cpuReservationMhz()),
        in("MHz", wanted.cpuReservationMhz()));
    differ.compare(
        "hardware.memoryReservation",
        in("MiB", seen.memoryReservation()),
        in("MiB", wanted.memoryReservation()));
    differ.compare("annotation", seen.annotation(), wanted.annotation());
    wanted
        .extraConfig()
        .forEach((key, value) ->
            differ.restarting(path("extraConfig", key), seen.extraConfig().get(key), value));
    wanted
        .customAttributes()
        .forEach((name, value) ->
            differ.compare(
                path(CUSTOM_ATTRIBUTES, name), seen.customAttributes().get(name), value));
    wanted
        .tags()
        .forEach((category, tags) ->
            differ.compareAll(
                path("tags", category), seen.tags().getOrDefault(category, Set.of()), tags));
    differ.compare(PREVENT_DESTROY, isProtected(marks), wanted.preventDestroy());
    return differ;
  }

  /** Whether a mark forbids to destroy the VM. */
  static boolean isProtected(Map<String, String> marks) {
    return Boolean.parseBoolean(marks.get(Marks.PREVENT_DESTROY));
  }

  /** Whether an attribute is kept as a custom attribute. */
  static boolean isCustomAttribute(String path) {
    return path.equals(PREVENT_DESTROY) || path.startsWith(CUSTOM_ATTRIBUTES + "[");
  }

  List<AttributeChange> changes() {
    return List.copyOf(changes);
  }

  /** The attributes that take effect only when the VM is powered off and on again. */
  Set<String> needingRestart() {
    return needingRestart;
  }

  private void restarting(String path, @Nullable Object seen, @Nullable Object wanted) {
    if (compare(path, seen, wanted)) {
      needingRestart.add(path);
    }
  }

  private boolean compare(String path, @Nullable Object seen, @Nullable Object wanted) {
    if (wanted == null || wanted.equals(seen)) {
      return false;
    }
    changes.add(
        new AttributeChange(
            path,
            seen == null ? new Attribute.Absent() : Attribute.text(seen),
            Attribute.text(wanted)));
    return true;
  }

  private void compareAll(String path, Set<String> seen, Set<String> wanted) {
    if (!wanted.equals(seen)) {
      changes.add(new AttributeChange(path, listing(seen), listing(wanted)));
    }
  }

  private static Attribute listing(Set<String> names) {
    return names.isEmpty() ? new Attribute.Absent() : new Attribute.Listing(List.copyOf(names));
  }

  private static @Nullable String in(String unit, @Nullable Long quantity) {
    return quantity == null ? null : quantity + " " + unit;
  }

  private static String path(String map, String key) {
    return map + "[\"" + key + "\"]";
  }
}
