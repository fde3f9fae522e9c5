package dev.slipway.cli;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.view.PlanJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks blueprints with no vCenter at hand. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = "Check blueprints, with no vCenter at hand.")
final class ValidateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "common")
  private CommonOptions common = new CommonOptions();

  @Mixin private BlueprintOptions options = new BlueprintOptions();

  @Parameters(arity = "1..*", paramLabel = "BLUEPRINT", description = "The blueprints.")
  private List<Path> blueprints = List.of();

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TEXT;

  ValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Diagnostic> found = new ArrayList<>();
    for (Path blueprint : blueprints) {
      try {
        found.addAll(new Project(terminal, options).check(blueprint));
      } catch (DiagnosedException e) {
        found.addAll(e.diagnostics());
      }
    }
    List<Diagnostic> distinct = found.stream().distinct().toList();
    int exitCode = ExitCode.of(distinct);
    switch (format) {
      case JSON -> terminal.out().println(PlanJson.render(distinct));
      case TEXT -> {
        Main.report(terminal, common, distinct);
        if (exitCode == ExitCode.DONE) {
          terminal.out().println("Success! The configuration is valid.");
        }
      }
    }
    return exitCode;
  }
}
