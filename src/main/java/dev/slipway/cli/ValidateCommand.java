package dev.slipway.cli;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.view.PlanJson;
import dev.slipway.view.ProblemsGithub;
import dev.slipway.view.ProblemsJunit;
import dev.slipway.view.ProblemsJunit.Suite;
import dev.slipway.view.ProblemsSarif;
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
  private ReportFormat format = ReportFormat.TEXT;

  ValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Suite> suites = blueprints.stream().map(this::check).toList();
    List<Diagnostic> found =
        suites.stream().flatMap(suite -> suite.problems().stream()).distinct().toList();
    int exitCode = ExitCode.of(found);
    Path directory = terminal.workingDirectory();
    switch (format) {
      case JSON -> terminal.out().println(PlanJson.render(found));
      case GITHUB -> terminal.out().print(ProblemsGithub.render(found, directory));
      case SARIF ->
          terminal.out().println(ProblemsSarif.render(found, Version.number(), directory));
      case JUNIT -> terminal.out().print(ProblemsJunit.render(suites, directory));
      case TEXT -> {
        Main.report(terminal, common, found);
        if (exitCode == ExitCode.DONE) {
          terminal.out().println("Success! The configuration is valid.");
        }
      }
    }
    return exitCode;
  }

  private Suite check(Path blueprint) {
    List<String> files = new ArrayList<>(List.of(blueprint.toString()));
    if (options.inventory != null) {
      files.add(options.inventory.toString());
    }
    try {
      return new Suite(
          blueprint.toString(), files, new Project(terminal, options).check(blueprint));
    } catch (DiagnosedException e) {
      return new Suite(blueprint.toString(), files, e.diagnostics());
    }
  }
}
