package dev.slipway.cli;

import dev.slipway.plan.Plan;
import dev.slipway.plan.Planner;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes what a blueprint made, and nothing else. */
@Command(
    name = "destroy",
    mixinStandardHelpOptions = true,
    description = "Remove what the blueprint made, and nothing else.")
final class DestroyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "common")
  private CommonOptions common = new CommonOptions();

  @Mixin private BlueprintOptions options = new BlueprintOptions();
  @Mixin private ApplyOptions applyOptions = new ApplyOptions();
  @Mixin private SelectionOptions selection = new SelectionOptions();

  @Parameters(paramLabel = "BLUEPRINT", description = "The blueprint.")
  private Path blueprint = Path.of("");

  DestroyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Logging.configure(common, terminal);
    LoadedProject whole = new Project(terminal, options).load(blueprint);
    LoadedProject loaded = whole.with(selection.of(whole.desired()).toRemove(whole.desired()));
    Run run = new Run(terminal, common, applyOptions, null);
    try (Site site = Site.open(terminal, loaded, "destroy")) {
      run.announce(loaded, site);
      run.lock(loaded, site);
      Plan plan = Planner.planDestroy(loaded.desired(), site.observe());
      run.show(plan);
      if (!plan.isApplicable()) {
        return ExitCode.of(plan.diagnostics());
      }
      if (plan.isEmpty()) {
        return ExitCode.DONE;
      }
      int exitCode = run.carryOut(plan, site);
      if (exitCode == ExitCode.DONE) {
        terminal
            .out()
            .println(
                "Destroy complete! Resources: %d destroyed.".formatted(plan.summary().destroyed()));
      }
      return exitCode;
    }
  }
}
