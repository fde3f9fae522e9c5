package dev.slipway.cli;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Observed;
import dev.slipway.plan.AttributeChange;
import dev.slipway.plan.Change;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Planner;
import dev.slipway.plan.Summary;
import dev.slipway.planfile.SavedPlan;
import dev.slipway.view.ProofText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
  @Mixin private SelectionOptions selection = new SelectionOptions();
  @Mixin private ReplaceOption replace = new ReplaceOption();

  @Parameters(
      paramLabel = "BLUEPRINT|PLAN.json",
      description =
          "The blueprint, or a plan from slipway plan -o, which is not asked about again.")
  private Path what = Path.of("");

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
    if (format == OutputFormat.TEXT) {
      return apply(null);
    }
    EventStream stream = EventStream.begin(terminal);
    try {
      int exitCode = apply(stream);
      stream.end(exitCode);
      return exitCode;
    } catch (Exception e) {
      stream.diagnosed(Main.diagnose(e));
      stream.end(Main.exitCode(e));
      throw e;
    }
  }

  private int apply(@Nullable EventStream stream) throws InterruptedException, IOException {
    SavedFiles files = new SavedFiles(terminal);
    Project project =
        stream == null ? new Project(terminal, options) : new Project(terminal, options, stream);
    if (!files.isPlan(what)) {
      LoadedProject whole = project.load(what);
      LoadedProject loaded = whole.with(selection.of(whole.desired()).toMake(whole.desired()));
      return apply(loaded, replace.nodes(loaded.desired()), null, stream);
    }
    if (selection.isGiven() || replace.isGiven()) {
      throw new DiagnosedException(
          Diagnostic.error("usage", "a saved plan cannot be given another extent")
              .because("What it covers and replaces was said when it was made.")
              .advise("Leave out --target, --exclude and --replace, or plan again with them."));
    }
    SavedPlan read = files.readPlan(what);
    LoadedProject loaded = project.resume(what, read);
    SavedPlan saved = project.withPackages(read, loaded.inventory());
    PlanGuard guard = new PlanGuard(files, what, saved);
    guard.checkPlace(loaded);
    guard.checkPackages();
    applyOptions.autoApprove = true;
    return apply(loaded.with(saved.placed()), saved.replaced(), guard, stream);
  }

  private int apply(
      LoadedProject loaded,
      Set<String> replaced,
      @Nullable PlanGuard guard,
      @Nullable EventStream stream)
      throws InterruptedException, IOException {
    Run run = new Run(terminal, common, applyOptions, stream);
    try (Site site = Site.open(terminal, loaded, "apply")) {
      run.announce(loaded, site);
      run.lock(loaded, site);
      if (guard != null) {
        guard.checkItems(site);
      }
      Observed before = site.observe();
      if (guard != null) {
        guard.checkWorld(before);
      }
      Plan plan = loaded.judge(Planner.plan(loaded.desired(), before, replaced));
      run.show(plan);
      if (!plan.isApplicable()) {
        return ExitCode.of(plan.diagnostics());
      }
      if (plan.isEmpty()) {
        run.report(site.marks().recordApplied(before));
        finish(loaded, before, plan);
        return ExitCode.DONE;
      }
      int exitCode = run.carryOut(plan, site);
      return exitCode == ExitCode.DONE ? prove(run, loaded, site, plan) : exitCode;
    }
  }

  /** Looks at everything again: only a plan with nothing left to do counts as success. */
  private int prove(Run run, LoadedProject loaded, Site site, Plan plan)
      throws InterruptedException {
    Observed after = site.observe();
    Plan rest = Planner.plan(loaded.desired(), after);
    if (rest.isEmpty() && rest.isApplicable()) {
      run.report(
          rest.diagnostics().stream()
              .filter(found -> !plan.diagnostics().contains(found))
              .toList());
      run.report(site.marks().recordApplied(after));
      finish(loaded, after, plan);
      return ExitCode.DONE;
    }
    terminal.err().print(ProofText.render(loaded.desired(), after));
    run.report(rest.diagnostics());
    String remaining =
        rest.changes().stream()
            .filter(Change::isPending)
            .map(ApplyCommand::words)
            .collect(Collectors.joining("; "));
    return run.report(
        List.of(
            Diagnostic.error(
                    Category.ENVIRONMENT, "apply/not-proven", "the result is not what was planned")
                .because("All steps succeeded, but a second look finds more to do: " + remaining)
                .advise("Look at `slipway plan` for what differs, and apply again.")));
  }

  /** What is left to do, with why as far as that is known. */
  private static String words(Change change) {
    List<String> why =
        change.reasons().isEmpty()
            ? change.attributes().stream().map(AttributeChange::path).toList()
            : change.reasons();
    return why.isEmpty()
        ? change.address().toString()
        : change.address() + " (" + String.join(", ", why) + ")";
  }

  private void finish(LoadedProject loaded, Observed observed, Plan plan) {
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
