package dev.slipway.cli;

import dev.slipway.diag.Diagnostics;
import dev.slipway.ovf.Inspection;
import dev.slipway.view.InspectJson;
import dev.slipway.view.InspectText;
import dev.slipway.view.PlanJson;
import dev.slipway.view.StarterBlueprint;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what an OVF package wants, deployable or not. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Show what an OVF package wants, or write a starter blueprint for it.")
final class InspectCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "common")
  private CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "OVA|OVF", description = "The package: an archive or a descriptor.")
  private Path file = Path.of("");

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TEXT;

  @Option(names = "--blueprint", description = "Write a starter blueprint instead.")
  private boolean blueprint;

  InspectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Diagnostics problems = new Diagnostics();
    Optional<Inspection> found = Inspection.of(terminal.resolve(file), problems);
    if (blueprint) {
      found.ifPresent(inspection -> terminal.out().print(StarterBlueprint.render(inspection)));
      return Main.report(terminal, common, problems.all());
    }
    return switch (format) {
      case TEXT -> {
        InspectText view = new InspectText(common.style(terminal, terminal.attached().out()));
        found.ifPresent(inspection -> terminal.out().print(view.render(inspection)));
        terminal.out().flush();
        yield Main.report(terminal, common, problems.all());
      }
      case JSON -> {
        terminal
            .out()
            .println(
                found
                    .map(inspection -> InspectJson.render(inspection, problems.all()))
                    .orElseGet(() -> PlanJson.render(problems.all())));
        yield ExitCode.of(problems.all());
      }
    };
  }
}
