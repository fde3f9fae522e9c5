package dev.slipway.plan;

import dev.slipway.model.Desired.VAppSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.VAppSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** In which order a plan starts nodes: as their vApp does; all at once where none is declared. */
final class StartPlaces {
  private final @Nullable VAppSpec vApp;
  private final Map<String, Integer> places = new HashMap<>();

  StartPlaces(DesiredState desired) {
    vApp = desired.all(VAppSpec.class).findFirst().orElse(null);
    if (vApp != null) {
      vApp.starts()
          .forEach(start ->
              places.put(
                  start.vm().name(),
                  Integer.valueOf(
                      start.settings().values().getOrDefault(VAppSettings.START_ORDER, "0"))));
    }
  }

  /** The VMs by their place, those that start first before the others. */
  SortedMap<Integer, List<VmSpec>> inOrder(List<VmSpec> vms) {
    return vms.stream()
        .collect(
            Collectors.groupingBy(
                vm -> places.getOrDefault(vm.name(), 0), TreeMap::new, Collectors.toList()));
  }

  /** The wait after the VMs of a place; empty when none is declared. */
  Optional<Step> delayAfter(int place) {
    if (vApp == null || vApp.starts().isEmpty()) {
      return Optional.empty();
    }
    String seconds = vApp.starts().getFirst().settings().value(VAppSettings.START_DELAY);
    return seconds == null || seconds.equals("0")
        ? Optional.empty()
        : Optional.of(
            new Step.AwaitStartDelay(vApp, place, Duration.ofSeconds(Long.parseLong(seconds))));
  }
}
