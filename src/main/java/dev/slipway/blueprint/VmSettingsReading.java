package dev.slipway.blueprint;

import dev.slipway.diag.Located;
import dev.slipway.model.Value;
import dev.slipway.model.VmSettings;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a blueprint declares of its VMs, for all nodes or for one. */
final class VmSettingsReading {
  /** The most that vSphere 8 gives to a VM. */
  private static final int MOST_CPUS = 768;

  private static final long MOST_MEMORY_MIB = 24L << 20;
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})\\s*(MiB|GiB)");
  private static final Pattern FREQUENCY = Pattern.compile("([0-9]{1,9})\\s*(MHz|GHz)");

  private final Expansion expansion;
  private final Style style;

  VmSettingsReading(Expansion expansion) {
    this.expansion = expansion;
    this.style = expansion.style();
  }

  /** Reads the keys that say something of VMs. */
  VmSettings read(MappingReader reader) {
    MappingReader hardware = reader.mapping("hardware");
    Integer cpus = null;
    Long memory = null;
    Long cpuReservation = null;
    Long memoryReservation = null;
    if (hardware != null) {
      Located<Integer> count = hardware.integer("cpus", 1, MOST_CPUS);
      cpus = count == null ? null : count.value();
      memory = memory(hardware.string("memory"));
      cpuReservation =
          quantity(hardware.string("cpuReservation"), FREQUENCY, "GHz", 1000, "4000MHz or 4GHz");
      Located<String> reserved = hardware.string("memoryReservation");
      memoryReservation = size(reserved);
      if (memory != null && memoryReservation != null && memoryReservation > memory) {
        report(
            reserved,
            "more memory is reserved than the VM has",
            "%d MiB are reserved of %d MiB.".formatted(memoryReservation, memory));
      }
      hardware.rejectUnknownKeys();
    }
    Located<String> annotation = reader.string("annotation");
    Map<String, String> extraConfig = plain(reader, "extraConfig");
    Map<String, String> attributes = plain(reader, "customAttributes");
    Located<Boolean> preventDestroy = reader.bool("preventDestroy");
    Located<Boolean> snapshot = reader.bool("snapshotBeforeChange");
    return new VmSettings(
        cpus,
        memory,
        cpuReservation,
        memoryReservation,
        annotation == null ? null : annotation.value(),
        extraConfig,
        attributes,
        preventDestroy == null ? null : preventDestroy.value(),
        snapshot == null ? null : snapshot.value(),
        tags(reader));
  }

  /** Each category has one tag, or a list. */
  private static Map<String, Set<String>> tags(MappingReader reader) {
    Map<String, Set<String>> tags = new TreeMap<>();
    MappingReader categories = reader.mapping("tags");
    if (categories != null) {
      for (Located<String> category : categories.keys()) {
        Set<String> names = new TreeSet<>();
        categories.strings(category.value()).forEach(name -> names.add(name.value()));
        tags.put(category.value(), names);
      }
    }
    return tags;
  }

  private @Nullable Long memory(@Nullable Located<String> written) {
    Long mebibytes = size(written);
    if (mebibytes != null
        && (mebibytes % 4 != 0 || mebibytes == 0 || mebibytes > MOST_MEMORY_MIB)) {
      report(
          written,
          "no VM can have this much memory",
          "vSphere wants a multiple of 4 MiB, up to 24 TiB.");
      return null;
    }
    return mebibytes;
  }

  private @Nullable Long size(@Nullable Located<String> written) {
    return quantity(written, SIZE, "GiB", 1024, "32GiB or 4096MiB");
  }

  private @Nullable Long quantity(
      @Nullable Located<String> written, Pattern form, String large, long factor, String example) {
    if (written == null) {
      return null;
    }
    Matcher matcher = form.matcher(written.value());
    if (!matcher.matches()) {
      report(
          written,
          "\"" + written.value() + "\" is no quantity with its unit",
          "Write it as " + example + ".");
      return null;
    }
    return Long.parseLong(matcher.group(1)) * (matcher.group(2).equals(large) ? factor : 1);
  }

  /** vCenter shows these values to whoever may see the VM, so no secret belongs there. */
  private Map<String, String> plain(MappingReader reader, String key) {
    Map<String, String> plain = new TreeMap<>();
    reader
        .rawStringMap(key)
        .forEach((name, scalar) -> {
          Located<Value> value = expansion.value(scalar);
          if (name.startsWith("slipway.")) {
            report(
                scalar,
                name + " belongs to Slipway",
                "Names that begin with slipway. say what is ours.");
          } else if (value != null && value.value() instanceof Value.Plain(String text)) {
            plain.put(name, text);
          } else if (value != null) {
            report(
                scalar,
                "a secret cannot be a value of " + key,
                "vCenter shows these values to everybody who may see the VM.");
          }
        });
    return plain;
  }

  private void report(@Nullable Located<String> at, String summary, String why) {
    if (at != null) {
      style.report("vm-settings", summary, why, "", at.range());
    }
  }
}
