package dev.slipway.cli;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.status.StatusJudge;
import dev.slipway.status.StatusReport;
import dev.slipway.view.StatusJson;
import dev.slipway.view.StatusText;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells how what a blueprint deployed fares; changes nothing. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Tell how a deployed blueprint fares, and what that means.",
    footer = {
      "",
      "Exit codes: 0 healthy; 1 it could not be told; 2 at risk, degraded or down; 3 the input is"
          + " wrong."
    })
final class StatusCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "common")
  private CommonOptions common = new CommonOptions();

  @Mixin private BlueprintOptions options = new BlueprintOptions();

  @Parameters(paramLabel = "BLUEPRINT", description = "The blueprint.")
  private Path blueprint = Path.of("");

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TEXT;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "When it happened, such as 2026-11-02T08:30Z or 2026-11-02, so that the end of a period of"
              + " grace can be told.")
  private @Nullable String since;

  StatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(common, terminal);
    Instant now = terminal.clock().instant();
    Instant happened = since == null ? null : time(since, now);
    LoadedProject loaded = new Project(terminal, options).load(blueprint);
    Main.report(terminal, common, loaded.warnings());
    try (Site site = Site.open(terminal, loaded, "status")) {
      terminal.err().println("Looking at " + site.description() + ".");
      StatusReport report =
          StatusJudge.judge(
              loaded.desired(), loaded.checkup(), site.observeHealth(), happened, now);
      switch (format) {
        case TEXT ->
            terminal
                .out()
                .print(
                    StatusText.render(report, common.style(terminal, terminal.attached().out())));
        case JSON -> terminal.out().println(StatusJson.render(report));
      }
      return switch (report.level()) {
        case HEALTHY -> ExitCode.DONE;
        case UNKNOWN -> ExitCode.FAILED;
        case AT_RISK, DEGRADED, DOWN -> ExitCode.NOT_HEALTHY;
      };
    }
  }

  private static Instant time(String written, Instant now) {
    Instant time = parse(written);
    if (time.isAfter(now)) {
      throw new DiagnosedException(
          Diagnostic.error("usage", "the time of --since is yet to come")
              .because("It is " + now + " now."));
    }
    return time;
  }

  /** A date without a time is its beginning, in UTC. */
  private static Instant parse(String written) {
    try {
      return written.contains("T")
          ? OffsetDateTime.parse(written).toInstant()
          : LocalDate.parse(written).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new DiagnosedException(
          Diagnostic.error("usage", "\"" + written + "\" is not a time")
              .advise("Write it as 2026-11-02T08:30Z, 2026-11-02T09:30+01:00 or 2026-11-02."));
    }
  }
}
