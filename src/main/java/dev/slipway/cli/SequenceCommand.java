package dev.slipway.cli;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Planner;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Groups what operators do with sequences. */
@Command(
    name = "sequence",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Run an operation of an appliance.")
final class SequenceCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** Runs a sequence that no apply runs, such as one by which a node leaves its cluster. */
  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Run an operation of the appliance on the nodes of a blueprint.")
  static final class RunCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin(name = "common")
    private CommonOptions common = new CommonOptions();

    @Mixin private BlueprintOptions options = new BlueprintOptions();
    @Mixin private ApplyOptions applyOptions = new ApplyOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The operation.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "BLUEPRINT", description = "The blueprint.")
    private Path blueprint = Path.of("");

    @Option(
        names = "--node",
        paramLabel = "NODE",
        description = "Only for this node (default: for each that the operation is for).")
    private @Nullable String node;

    RunCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
      Logging.configure(common, terminal);
      LoadedProject loaded = new Project(terminal, options).load(blueprint);
      List<NodeSequenceSpec> operations = operations(loaded.desired());
      Set<String> nodes =
          operations.stream().map(each -> each.node().name()).collect(Collectors.toSet());
      Run run = new Run(terminal, common, applyOptions, null);
      try (Site site = Site.open(terminal, loaded, "sequence run")) {
        run.announce(loaded, site);
        run.lock(loaded, site);
        Plan plan = Planner.planSequence(loaded.desired(), site.observe(), name, nodes);
        run.show(plan);
        if (!plan.isApplicable()) {
          return ExitCode.of(plan.diagnostics());
        }
        int exitCode = run.carryOut(plan, site);
        return exitCode == ExitCode.DONE ? prove(run, site, operations) : exitCode;
      }
    }

    private int prove(Run run, Site site, List<NodeSequenceSpec> operations)
        throws InterruptedException {
      List<Diagnostic> missing = site.sequences().unproven(operations);
      if (missing.isEmpty()) {
        terminal.out().println("Sequence complete! " + name + " is proven.");
      }
      return run.report(missing);
    }

    private List<NodeSequenceSpec> operations(DesiredState desired) {
      Set<String> known =
          desired.operations().stream()
              .map(each -> each.sequence().name())
              .collect(Collectors.toCollection(TreeSet::new));
      List<NodeSequenceSpec> named =
          desired.operations().stream()
              .filter(each -> each.sequence().name().equals(name))
              .toList();
      if (named.isEmpty()) {
        throw wrong(
            "there is no operation \"" + name + "\" for this blueprint",
            known.isEmpty() ? "Its appliance has none for its roles." : "",
            Suggestion.among(name, known));
      }
      List<NodeSequenceSpec> found =
          named.stream().filter(each -> node == null || each.node().name().equals(node)).toList();
      if (found.isEmpty()) {
        throw wrong(
            "%s is not for node \"%s\"".formatted(name, node),
            "",
            Suggestion.among(
                String.valueOf(node),
                named.stream()
                    .map(each -> each.node().name())
                    .collect(Collectors.toCollection(TreeSet::new))));
      }
      return found;
    }

    private static DiagnosedException wrong(String summary, String detail, String advice) {
      return new DiagnosedException(
          Diagnostic.error("usage", summary).because(detail).advise(advice));
    }
  }
}
