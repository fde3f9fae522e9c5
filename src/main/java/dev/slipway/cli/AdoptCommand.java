package dev.slipway.cli;

import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.LockName;
import dev.slipway.model.Observed;
import dev.slipway.plan.Adoption;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Planner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes over VMs that exist already. */
@Command(
    name = "adopt",
    mixinStandardHelpOptions = true,
    description =
        "Take over VMs that stand where the blueprint wants its nodes: mark them as its own, show"
            + " what differs, and change nothing else.")
final class AdoptCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "common")
  private CommonOptions common = new CommonOptions();

  @Mixin private BlueprintOptions options = new BlueprintOptions();
  @Mixin private SelectionOptions selection = new SelectionOptions();

  @Option(names = "--auto-approve", description = "Do not ask before marking the VMs.")
  private boolean autoApprove;

  @Parameters(paramLabel = "BLUEPRINT", description = "The blueprint.")
  private Path blueprint = Path.of("");

  AdoptCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Logging.configure(common, terminal);
    LoadedProject whole = new Project(terminal, options).load(blueprint);
    LoadedProject loaded = whole.with(selection.of(whole.desired()).toMake(whole.desired()));
    Main.report(terminal, common, loaded.warnings());
    try (Site site = Site.open(terminal, loaded, "adopt")) {
      terminal.err().println("Looking at " + site.description() + ".");
      var unused =
          site.locks()
              .acquire(LockName.ofBlueprint(loaded.desired().blueprint()), Duration.ZERO, by -> {});
      Observed observed = site.observe();
      Adoption adoption = Adoption.of(loaded.desired(), observed);
      if (!adoption.diagnostics().isEmpty()) {
        return Main.report(terminal, common, adoption.diagnostics());
      }
      if (adoption.vms().isEmpty()) {
        terminal.out().println("Nothing to adopt: no VM of a wanted name lacks an owner.");
        return ExitCode.DONE;
      }
      show(loaded, observed, adoption);
      if (!autoApprove
          && !new Approval(terminal, common)
              .given(terminal.out(), "Do you want to mark these VMs as this blueprint's?")) {
        terminal.out().println("Cancelled. Nothing was changed.");
        return ExitCode.FAILED;
      }
      site.marks().adopt(adoption);
      terminal
          .out()
          .println(
              "Adopted %s. Nothing else was changed."
                  .formatted(adoption.vms().size() == 1 ? "1 VM" : adoption.vms().size() + " VMs"));
      return ExitCode.DONE;
    }
  }

  private void show(LoadedProject loaded, Observed observed, Adoption adoption) {
    terminal.out().println("Slipway will mark as its own:\n");
    for (VmSpec vm : adoption.vms()) {
      terminal
          .out()
          .println(
              "  %s  %s (%s)"
                  .formatted(
                      vm.address(),
                      vm.path().inventoryPath(),
                      observed.world().vm(vm.name()).orElseThrow().reference()));
    }
    Plan plan = Planner.plan(loaded.desired(), adoption.after());
    terminal.out().println("\nThis is what an apply would do afterwards:\n");
    new PlanReport(terminal, common).show(plan);
    Main.report(terminal, common, plan.diagnostics());
  }
}
