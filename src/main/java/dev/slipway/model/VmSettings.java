package dev.slipway.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
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
    @Nullable Boolean snapshotBeforeChange) {
  /** Nothing declared. */
  public static final VmSettings NONE =
      new VmSettings(null, null, null, null, null, Map.of(), Map.of(), null, null);

  public VmSettings {
    extraConfig = Collections.unmodifiableMap(new TreeMap<>(extraConfig));
    customAttributes = Collections.unmodifiableMap(new TreeMap<>(customAttributes));
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
        first(others.snapshotBeforeChange, snapshotBeforeChange));
  }

  /** Whether there is nothing to set at the VM. */
  public boolean setNothing() {
    return withoutSnapshot().equals(NONE);
  }

  private VmSettings withoutSnapshot() {
    return new VmSettings(
        cpus,
        memory,
        cpuReservationMhz,
        memoryReservation,
        annotation,
        extraConfig,
        customAttributes,
        preventDestroy,
        null);
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

  private static Map<String, String> merged(Map<String, String> all, Map<String, String> others) {
    Map<String, String> merged = new TreeMap<>(all);
    merged.putAll(others);
    return merged;
  }
}
