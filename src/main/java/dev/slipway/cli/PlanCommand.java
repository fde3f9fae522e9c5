package dev.slipway.cli;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Observed;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Planner;
import dev.slipway.plan.StepGraph;
import dev.slipway.planfile.SavedPlan;
import dev.slipway.planfile.Snapshot;
import dev.slipway.port.PortException;
import dev.slipway.view.PlacementPicture;
import dev.slipway.view.PlanJson;
import dev.slipway.view.PlanReview;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      names = {"-o", "--out"},
      paramLabel = "PLAN.json",
      description = "Save the plan for `slipway apply PLAN.json`.")
  private @Nullable Path out;

  @Option(
      names = "--snapshot",
      paramLabel = "FILE",
      description = "Plan from what `slipway snapshot` wrote, with no vCenter at hand.")
  private @Nullable Path snapshot;

  @Option(
      names = "--detailed-exitcode",
      description = "Exit with 2 when there are changes to apply.")
  private boolean detailedExitCode;

  @Mixin private SelectionOptions selection = new SelectionOptions();
  @Mixin private ReplaceOption replace = new ReplaceOption();
  @Mixin private ReviewOptions review = new ReviewOptions();

  PlanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(common, terminal);
    try {
      Project project = new Project(terminal, options);
      LoadedProject whole =
          snapshot == null ? project.load(blueprint) : project.loadOffline(blueprint);
      LoadedProject loaded = whole.with(selection.of(whole.desired()).toMake(whole.desired()));
      Set<String> replaced = replace.nodes(loaded.desired());
      Main.report(terminal, common, loaded.warnings());
      return show(loaded, observe(loaded), replaced);
    } catch (DiagnosedException e) {
      showProblems(e.diagnostics());
      throw e;
    } catch (PortException e) {
      showProblems(List.of(e.toDiagnostic()));
      throw e;
    }
  }

  /** What there is instead of a plan, for those who read a file or a comment only. */
  private void showProblems(List<Diagnostic> problems) {
    Plan none =
        new Plan(
            Plan.Operation.APPLY,
            blueprint.toString(),
            "",
            List.of(),
            new StepGraph(List.of()),
            problems);
    switch (review.format) {
      case TEXT -> {}
      case JSON -> terminal.out().println(PlanJson.render(problems));
      case MARKDOWN, HTML ->
          terminal
              .out()
              .print(review.document(new PlanReview(none, problems, Optional.empty(), List.of())));
    }
  }

  private Observed observe(LoadedProject loaded) throws InterruptedException {
    if (snapshot != null) {
      Snapshot seen = new SavedFiles(terminal).readSnapshot(snapshot, loaded.desired());
      terminal
          .err()
          .println(
              "Not looking at any vCenter: %s shows %s as it was %s ago, at %s."
                  .formatted(
                      snapshot,
                      seen.vcenter(),
                      age(Duration.between(seen.created(), terminal.clock().instant())),
                      seen.created()));
      return seen.observed();
    }
    try (Site site = Site.open(terminal, loaded, "plan")) {
      terminal.err().println("Looking at " + site.description() + ".");
      return site.observe();
    }
  }

  private static String age(Duration age) {
    if (age.toDays() > 1) {
      return age.toDays() + " days";
    }
    if (age.toHours() > 1) {
      return age.toHours() + " hours";
    }
    return age.toMinutes() > 1 ? age.toMinutes() + " minutes" : age.toSeconds() + " s";
  }

  private int show(LoadedProject loaded, Observed observed, Set<String> replaced) {
    Plan plan = loaded.judge(Planner.plan(loaded.desired(), observed, replaced));
    review.print(terminal, common, reviewOf(loaded, observed, plan));
    Main.report(terminal, common, plan.diagnostics());
    if (!plan.isApplicable()) {
      return ExitCode.of(plan.diagnostics());
    }
    if (out != null) {
      save(out, loaded, observed, replaced, plan);
    }
    return detailedExitCode && !plan.isEmpty() ? ExitCode.CHANGES_PENDING : ExitCode.DONE;
  }

  private void save(
      Path file, LoadedProject loaded, Observed observed, Set<String> replaced, Plan plan) {
    new SavedFiles(terminal)
        .write(
            file,
            new SavedPlan(
                Version.number(),
                SavedFiles.now(terminal),
                loaded.vcenter(),
                loaded.appliance(),
                loaded.sshUser(),
                loaded.desired(),
                observed,
                replaced,
                loaded.policy().judgement(plan)));
    terminal
        .err()
        .println(
            "Saved the plan to %s. To carry out exactly this: slipway apply %s -i %s%s"
                .formatted(
                    file,
                    file,
                    options.inventory,
                    plan.restarted().isEmpty() ? "" : " --allow-restart"));
  }

  private PlanReview reviewOf(LoadedProject loaded, Observed observed, Plan plan) {
    Diagnostics diagnostics = new Diagnostics();
    diagnostics.addAll(loaded.warnings());
    diagnostics.addAll(plan.diagnostics());
    return new PlanReview(
        plan,
        diagnostics.all(),
        Optional.of(PlacementPicture.of(loaded.desired(), observed)),
        plan.isEmpty() || !plan.isApplicable()
            ? List.of()
            : List.of(
                ReviewOptions.command(
                    "apply",
                    String.valueOf(out == null ? blueprint : out),
                    "-i",
                    String.valueOf(options.inventory))));
  }
}
