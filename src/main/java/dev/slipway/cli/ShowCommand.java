package dev.slipway.cli;

import dev.slipway.plan.Plan;
import dev.slipway.planfile.SavedPlan;
import dev.slipway.view.PlanJson;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a saved plan. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Show a saved plan, with no vCenter at hand.")
final class ShowCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "common")
  private CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "PLAN.json", description = "The plan, from slipway plan -o.")
  private Path file = Path.of("");

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TEXT;

  ShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Logging.configure(common, terminal);
    SavedPlan saved = new SavedFiles(terminal).readPlan(file);
    Plan plan = saved.plan();
    terminal
        .err()
        .println(
            "Saved by Slipway %s at %s for %s."
                .formatted(saved.slipwayVersion(), saved.created(), saved.vcenter()));
    switch (format) {
      case TEXT -> new PlanReport(terminal, common).show(plan);
      case JSON -> terminal.out().println(PlanJson.render(plan));
    }
    return Main.report(terminal, common, plan.diagnostics());
  }
}
