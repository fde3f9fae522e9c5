package dev.slipway.cli;

import dev.slipway.cli.Project.Loaded;
import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Observed;
import dev.slipway.plan.Change;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Planner;
import dev.slipway.plan.Summary;
import dev.slipway.view.ProofText;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes reality what the blueprint says, and proves it by looking again. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = "Make reality what the blueprint says, and prove it.")
final class ApplyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "common")
  private CommonOptions common = new CommonOptions();

  @Mixin private BlueprintOptions options = new BlueprintOptions();
  @Mixin private ApplyOptions applyOptions = new ApplyOptions();

  @Parameters(paramLabel = "BLUEPRINT", description = "The blueprint.")
  private Path blueprint = Path.of("");

  @Option(
      names = "--format",
      defaultValue = "text",
      description =
          "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); json streams events, one a"
              + " line.")
  private OutputFormat format = OutputFormat.TEXT;

  ApplyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Logging.configure(common, terminal);
    Loaded loaded = new Project(terminal, options).load(blueprint);
    try (Site site = Site.open(terminal, loaded)) {
      Observed before = site.observe();
      Plan plan = Planner.plan(loaded.desired(), before);
      Run run = new Run(terminal, common, applyOptions, format);
      run.show(loaded, site, plan);
      if (!plan.isApplicable()) {
        return ExitCode.of(plan.diagnostics());
      }
      if (plan.isEmpty()) {
        finish(loaded, before, plan);
        return ExitCode.DONE;
      }
      int exitCode = run.carryOut(plan, site);
      return exitCode == ExitCode.DONE ? prove(loaded, site, plan) : exitCode;
    }
  }

  /** Looks at everything again: only a plan with nothing left to do counts as success. */
  private int prove(Loaded loaded, Site site, Plan plan) throws InterruptedException {
    Observed after = site.observe();
    Plan rest = Planner.plan(loaded.desired(), after);
    if (rest.isEmpty() && rest.isApplicable()) {
      finish(loaded, after, plan);
      return ExitCode.DONE;
    }
    terminal.err().print(ProofText.render(loaded.desired(), after));
    Main.report(terminal, common, rest.diagnostics());
    String remaining =
        rest.changes().stream()
            .filter(Change::isPending)
            .map(change -> change.address().toString())
            .collect(Collectors.joining(", "));
    return Main.report(
        terminal,
        common,
        List.of(
            Diagnostic.error(
                    Category.ENVIRONMENT, "apply/not-proven", "the result is not what was planned")
                .because("All steps succeeded, but a second look finds more to do: " + remaining)
                .advise("Look at `slipway plan` for what differs, and apply again.")));
  }

  private void finish(Loaded loaded, Observed observed, Plan plan) {
    if (format == OutputFormat.JSON) {
      return;
    }
    Summary summary = plan.summary();
    terminal.out().println();
    terminal.out().print(ProofText.render(loaded.desired(), observed));
    terminal.out().println();
    terminal
        .out()
        .println(
            "Apply complete! Resources: %d added, %d changed, %d destroyed."
                .formatted(summary.added(), summary.changed(), summary.destroyed()));
  }
}
