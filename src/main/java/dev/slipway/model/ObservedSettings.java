package dev.slipway.model;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A VM's settings as vCenter shows them; what it does not tell is null.
 *
 * @param extraConfig only of the keys that were asked for
 * @param customAttributes only of the names that were asked for
 * @param tags by category, only of the categories that were asked for
 */
public record ObservedSettings(
    @Nullable Integer cpus,
    @Nullable Long memory,
    @Nullable Long cpuReservationMhz,
    @Nullable Long memoryReservation,
    @Nullable String annotation,
    Map<String, String> extraConfig,
    Map<String, String> customAttributes,
    Map<String, Set<String>> tags) {
  /** Nothing told. */
  public static final ObservedSettings UNKNOWN =
      new ObservedSettings(null, null, null, null, null, Map.of(), Map.of(), Map.of());

  public ObservedSettings {
    extraConfig = Collections.unmodifiableMap(new TreeMap<>(extraConfig));
    customAttributes = Collections.unmodifiableMap(new TreeMap<>(customAttributes));
    tags = VmSettings.sorted(tags);
  }

  /** The same with other tags. */
  public ObservedSettings withTags(Map<String, Set<String>> newTags) {
    return new ObservedSettings(
        cpus,
        memory,
        cpuReservationMhz,
        memoryReservation,
        annotation,
        extraConfig,
        customAttributes,
        newTags);
  }
}
