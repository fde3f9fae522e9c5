package dev.slipway.model;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is declared of a VM besides what its package says. What is null or left out stays as the
 * package has it, and as people change it. The names of the API are those of {@code
 * VirtualMachineConfigSpec}.
 *
 * @param cpus virtual CPUs, 1 or more
 * @param memory memory in MiB, a multiple of 4
 * @param cpuReservationMhz reserved in MHz ({@code cpuAllocation.reservation})
 * @param memoryReservation reserved in MiB ({@code memoryAllocation.reservation})
 * @param annotation the VM's notes
 * @param extraConfig advanced settings by key
 * @param customAttributes by name
 * @param preventDestroy whether the VM bears a mark that forbids to destroy it
 * @param snapshotBeforeChange whether a snapshot is taken before the VM is changed, which says
 *     nothing of the VM itself
 * @param tags all tags of the VM in each of these categories; other categories are not touched
 */
public record VmSettings(
    @Nullable Integer cpus,
    @Nullable Long memory,
    @Nullable Long cpuReservationMhz,
    @Nullable Long memoryReservation,
    @Nullable String annotation,
    Map<String, String> extraConfig,
    Map<String, String> customAttributes,
    @Nullable Boolean preventDestroy,
    @Nullable Boolean snapshotBeforeChange,
    Map<String, Set<String>> tags) {
  /** Nothing declared. */
  public static final VmSettings NONE =
      new VmSettings(null, null, null, null, null, Map.of(), Map.of(), null, null, Map.of());

  public VmSettings {
    extraConfig = Collections.unmodifiableMap(new TreeMap<>(extraConfig));
    customAttributes = Collections.unmodifiableMap(new TreeMap<>(customAttributes));
    tags = sorted(tags);
  }

  /** These settings where the others declare nothing. */
  public VmSettings overriddenBy(VmSettings others) {
    return new VmSettings(
        first(others.cpus, cpus),
        first(others.memory, memory),
        first(others.cpuReservationMhz, cpuReservationMhz),
        first(others.memoryReservation, memoryReservation),
        first(others.annotation, annotation),
        merged(extraConfig, others.extraConfig),
        merged(customAttributes, others.customAttributes),
        first(others.preventDestroy, preventDestroy),
        first(others.snapshotBeforeChange, snapshotBeforeChange),
        merged(tags, others.tags));
  }

  /** Whether there is nothing to set at the VM. */
  public boolean setNothing() {
    return cpus == null
        && memory == null
        && cpuReservationMhz == null
        && memoryReservation == null
        && annotation == null
        && extraConfig.isEmpty()
        && customAttributes.isEmpty()
        && preventDestroy == null
        && tags.isEmpty();
  }

  /** The same with categories and tags in the order of their names. */
  static Map<String, Set<String>> sorted(Map<String, Set<String>> tags) {
    Map<String, Set<String>> sorted = new TreeMap<>();
    tags.forEach((category, names) ->
        sorted.put(category, Collections.unmodifiableSortedSet(new TreeSet<>(names))));
    return Collections.unmodifiableMap(sorted);
  }

  /** Custom attributes with the mark that they imply. */
  public Map<String, String> attributes() {
    Map<String, String> attributes = new TreeMap<>(customAttributes);
    if (preventDestroy != null) {
      attributes.put(Marks.PREVENT_DESTROY, preventDestroy.toString());
    }
    return attributes;
  }

  private static <T> @Nullable T first(@Nullable T preferred, @Nullable T other) {
    return preferred == null ? other : preferred;
  }

  private static <T> Map<String, T> merged(Map<String, T> all, Map<String, T> others) {
    Map<String, T> merged = new TreeMap<>(all);
    merged.putAll(others);
    return merged;
  }
}
