package dev.slipway.cli;

import dev.slipway.plan.Plan;
import dev.slipway.planfile.SavedPlan;
import dev.slipway.view.PlacementPicture;
import dev.slipway.view.PlanReview;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private ReviewOptions review = new ReviewOptions();

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
    review.print(
        terminal,
        common,
        new PlanReview(
            plan,
            plan.diagnostics(),
            Optional.of(PlacementPicture.of(saved.desired(), saved.observed())),
            List.of(ReviewOptions.command("apply", file.toString(), "-i", "INVENTORY"))));
    return Main.report(terminal, common, plan.diagnostics());
  }
}
