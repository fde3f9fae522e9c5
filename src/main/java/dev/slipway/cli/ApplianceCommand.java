package dev.slipway.cli;

import dev.slipway.diag.Diagnostics;
import dev.slipway.view.KitJson;
import dev.slipway.view.KitJunit;
import dev.slipway.view.KitReport;
import dev.slipway.view.KitText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Groups what is done with appliance definitions by those who write them. */
@Command(
    name = "appliance",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Work on appliance definitions.")
final class ApplianceCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** How the results of tests are shown. */
  enum Format {
    TEXT,
    JSON,
    JUNIT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Deploys the cases of definitions on sandboxes of their own. */
  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description = {
        "Test appliance definitions on the sandbox.",
        "Each case of the folder tests beside a definition is validated, planned, applied, planned"
            + " again, looked at and destroyed on a sandbox of its own. A definition without cases"
            + " is tested with one that is made up."
      },
      footer = {
        "",
        "Exit codes: 0 all passed; 1 some failed; 3 a definition or a case cannot be read."
      })
  static final class TestCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin(name = "common")
    private CommonOptions common = new CommonOptions();

    @Parameters(
        arity = "1..*",
        paramLabel = "DIR",
        description = "The folders of definitions, such as templates/some-appliance.")
    private List<Path> folders = List.of();

    @Option(
        names = "--format",
        defaultValue = "text",
        description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TEXT;

    TestCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
      Logging.configure(common, terminal);
      Diagnostics diagnostics = new Diagnostics();
      List<ApplianceKit> kits = new ArrayList<>();
      for (Path folder : folders) {
        Optional<ApplianceKit> kit =
            ApplianceKit.open(terminal, folder, common.verbose, diagnostics);
        kit.ifPresent(kits::add);
      }
      diagnostics.throwIfErrors();
      Main.report(terminal, common, diagnostics.all());
      List<KitReport.Definition> tested = new ArrayList<>();
      for (ApplianceKit kit : kits) {
        tested.add(kit.test());
      }
      KitReport report = new KitReport(tested);
      switch (format) {
        case TEXT ->
            terminal
                .out()
                .print(KitText.render(report, common.style(terminal, terminal.attached().out())));
        case JSON -> terminal.out().println(KitJson.render(report));
        case JUNIT -> terminal.out().print(KitJunit.render(report));
      }
      return report.failed() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
  }
}
