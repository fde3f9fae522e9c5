package dev.slipway.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where to work. */
sealed class InventoryOptions permits BlueprintOptions, InventoryOptions.Alone {
  @Option(
      names = {"-i", "--inventory"},
      paramLabel = "INVENTORY",
      description = "The inventory file: vCenter, placement, networks, secrets.")
  @Nullable Path inventory;

  @Option(
      names = "--site",
      paramLabel = "NAME",
      description = "The site of the inventory file, when the blueprint does not say it.")
  @Nullable String site;

  @Option(
      names = "--var",
      paramLabel = "NAME=VALUE",
      description = "A value for $${var:NAME}; may be given several times.")
  Map<String, String> variables = new LinkedHashMap<>();

  @Option(
      names = "--var-file",
      paramLabel = "FILE",
      description = "A YAML file of NAME: VALUE; --var wins over it.")
  List<Path> variableFiles = List.of();

  /** For commands that are about no blueprint. */
  static final class Alone extends InventoryOptions {}
}
