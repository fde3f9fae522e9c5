package dev.slipway.cli;

import dev.slipway.blueprint.Surroundings;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.PackageDownload;
import dev.slipway.ovf.Inspection;
import dev.slipway.view.InspectJson;
import dev.slipway.view.InspectText;
import dev.slipway.view.PlanJson;
import dev.slipway.view.ProgressText;
import dev.slipway.view.StarterBlueprint;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
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

  @Parameters(
      paramLabel = "OVA|OVF|URL",
      description = "The package: an archive, a descriptor, or the address of an archive.")
  private String what = "";

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
  public Integer call() throws InterruptedException {
    PackageDownload download = what.matches("(?i)[a-z]+://.*") ? download() : null;
    Diagnostics problems = new Diagnostics();
    Optional<Inspection> found =
        Inspection.of(
            download == null
                ? terminal.resolve(Path.of(what))
                : surroundings().cached(download.sha256()),
            problems);
    if (blueprint) {
      found.ifPresent(
          inspection -> terminal.out().print(StarterBlueprint.render(inspection, download)));
      return Main.report(terminal, common, problems.all());
    }
    return switch (format) {
      case TEXT -> {
        InspectText view = new InspectText(common.style(terminal, terminal.attached().out()));
        found.ifPresent(inspection -> terminal.out().print(view.render(inspection)));
        if (download != null) {
          terminal.err().println("packageDigest: sha256:" + download.sha256());
        }
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

  private Surroundings surroundings() {
    return new Surroundings(Map.of(), terminal.environment(), terminal.workingDirectory());
  }

  /** Fetched each time, for nobody said which one is meant. */
  private PackageDownload download() throws InterruptedException {
    Optional<String> refusal = PackageDownload.refusal(what);
    if (refusal.isPresent()) {
      throw new DiagnosedException(
          Diagnostic.error("usage", "no package is fetched from this address")
              .because(refusal.get())
              .advise("Give an address such as https://files.example.com/appliance.ova."));
    }
    URI url = URI.create(what);
    boolean attached = terminal.attached().err();
    Path file =
        new PackageFetch(
                surroundings().packageCache(),
                new ProgressText(
                    terminal.err(), common.style(terminal, attached), attached, terminal.clock()),
                null)
            .fetch(url, PackageDownload.nameOf(url), null);
    return new PackageDownload(
        what, String.valueOf(file.getFileName()).replaceFirst("\\.ova$", ""));
  }
}
