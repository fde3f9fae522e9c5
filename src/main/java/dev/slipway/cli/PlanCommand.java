package dev.slipway.cli;

import dev.slipway.cli.Project.Loaded;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Planner;
import dev.slipway.port.PortException;
import dev.slipway.view.PlanJson;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what an apply would do, and changes nothing. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Show what an apply would do, and change nothing.")
final class PlanCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "common")
  private CommonOptions common = new CommonOptions();

  @Mixin private BlueprintOptions options = new BlueprintOptions();

  @Parameters(paramLabel = "BLUEPRINT", description = "The blueprint.")
  private Path blueprint = Path.of("");

  @Option(
      names = "--detailed-exitcode",
      description = "Exit with 2 when there are changes to apply.")
  private boolean detailedExitCode;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TEXT;

  PlanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(common, terminal);
    try {
      Loaded loaded = new Project(terminal, options).load(blueprint);
      try (Site site = Site.open(terminal, loaded)) {
        Plan plan = Planner.plan(loaded.desired(), site.observe());
        return show(loaded, site, plan);
      }
    } catch (DiagnosedException | PortException e) {
      if (format == OutputFormat.JSON) {
        terminal
            .out()
            .println(
                PlanJson.render(
                    e instanceof DiagnosedException diagnosed
                        ? diagnosed.diagnostics()
                        : List.of(((PortException) e).toDiagnostic())));
      }
      throw e;
    }
  }

  private int show(Loaded loaded, Site site, Plan plan) {
    PlanReport report = new PlanReport(terminal, common);
    report.announce(loaded, site);
    switch (format) {
      case TEXT -> report.show(plan);
      case JSON -> terminal.out().println(PlanJson.render(plan));
    }
    Main.report(terminal, common, plan.diagnostics());
    if (!plan.isApplicable()) {
      return ExitCode.of(plan.diagnostics());
    }
    return detailedExitCode && !plan.isEmpty() ? ExitCode.CHANGES_PENDING : ExitCode.DONE;
  }
}
