package dev.slipway.cli;

import dev.slipway.planfile.Snapshot;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes down what the plan of a blueprint reads, for planning where no vCenter is at hand. */
@Command(
    name = "snapshot",
    mixinStandardHelpOptions = true,
    description = "Write down what a plan reads, for `plan --snapshot`.")
final class SnapshotCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "common")
  private CommonOptions common = new CommonOptions();

  @Mixin private BlueprintOptions options = new BlueprintOptions();

  @Parameters(paramLabel = "BLUEPRINT", description = "The blueprint.")
  private Path blueprint = Path.of("");

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FILE",
      description = "The file to write.")
  private Path out = Path.of("");

  SnapshotCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(common, terminal);
    LoadedProject loaded = new Project(terminal, options).load(blueprint);
    Main.report(terminal, common, loaded.warnings());
    try (Site site = Site.open(terminal, loaded, "snapshot")) {
      new SavedFiles(terminal)
          .write(
              out,
              Snapshot.of(
                  loaded.desired(),
                  site.observe(),
                  site.description(),
                  Version.number(),
                  SavedFiles.now(terminal)));
    }
    terminal
        .err()
        .println(
            "Wrote %s. To plan from it: slipway plan %s -i %s --snapshot %s"
                .formatted(out, blueprint, options.inventory, out));
    return ExitCode.DONE;
  }
}
