package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSettings;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Changes the settings of VMs of the embedded vCenter, custom attributes and tags included. */
final class SandboxConfiguration {
  private final SandboxWorld world;
  private final SandboxState state;

  SandboxConfiguration(SandboxWorld world, SandboxState state) {
    this.world = world;
    this.state = state;
  }

  void apply(VmPath path, VmSettings settings) {
    SandboxState.Vm vm = state.require(path);
    vm.cpus = orElse(settings.cpus(), vm.cpus);
    vm.memory = orElse(settings.memory(), vm.memory);
    vm.cpuReservationMhz = orElse(settings.cpuReservationMhz(), vm.cpuReservationMhz);
    vm.memoryReservation = orElse(settings.memoryReservation(), vm.memoryReservation);
    vm.annotation = orElse(settings.annotation(), vm.annotation);
    vm.extraConfig.putAll(settings.extraConfig());
    vm.marks.putAll(settings.attributes());
    settings
        .tags()
        .forEach((category, tags) -> {
          requireTags(category, tags);
          vm.tags.put(category, new TreeSet<>(tags));
        });
  }

  private void requireTags(String category, Set<String> tags) {
    for (String tag : tags) {
      if (!world.tags().getOrDefault(category, List.of()).contains(tag)) {
        throw Refusal.of(
            Category.CONFLICT,
            "vcenter/tag-vanished",
            "there is no tag %s of category %s".formatted(tag, category),
            "The sandbox has these: " + world.tags() + ".");
      }
    }
  }

  private static <T> T orElse(@Nullable T declared, T old) {
    return declared == null ? old : declared;
  }
}
