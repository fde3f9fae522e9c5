package dev.slipway.cli;

import picocli.CommandLine.Option;

/** Options of the commands that change something. */
final class ApplyOptions {
  @Option(names = "--auto-approve", description = "Do not ask before changing anything.")
  boolean autoApprove;

  @Option(
      names = "--parallelism",
      defaultValue = "4",
      paramLabel = "N",
      description = "How many steps may be under way at once (default: ${DEFAULT-VALUE}).")
  int parallelism;
}
