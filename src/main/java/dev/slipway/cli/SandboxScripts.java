package dev.slipway.cli;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.blueprint.Inventory;
import java.nio.file.Path;
import java.util.List;

/** The files that say how appliances behave in the sandbox. */
final class SandboxScripts {
  private SandboxScripts() {}

  /** Those beside the definitions; none for a real vCenter. */
  static List<Path> of(List<ApplianceDefinition> definitions, Inventory inventory) {
    return inventory.isSandbox()
        ? definitions.stream()
            .map(definition -> definition.folder().resolve("sandbox.yaml"))
            .distinct()
            .toList()
        : List.of();
  }
}
