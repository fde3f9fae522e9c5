package dev.slipway.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say what to work on, besides the blueprint itself. */
final class BlueprintOptions extends InventoryOptions {
  @Option(
      names = "--templates",
      paramLabel = "FOLDER",
      description = "Where to look for appliance definitions first.")
  List<Path> templates = List.of();

  @Option(
      names = "--policy",
      paramLabel = "FILE|FOLDER",
      description = "More policy files; may be given several times.")
  List<Path> policies = List.of();
}
