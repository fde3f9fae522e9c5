package dev.slipway.cli;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.port.PortException;
import dev.slipway.view.DiagnosticText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code slipway}. */
@Command(
    name = "slipway",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Infrastructure as code for clusters of virtual appliances on vSphere.")
public final class Main implements Runnable {
  /** Those that speak to vCenter, and the one that goes before them. */
  private static final Set<String> CONNECTING =
      Set.of("plan", "apply", "destroy", "status", "rehearse");

  @Spec CommandSpec spec;

  private Main(CommandSpec unset) {
    this.spec = unset;
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    if (arguments.length > 0 && CONNECTING.contains(arguments[0])) {
      Preparation.start();
    }
    Terminal terminal = Terminal.ofProcess();
    Interruption interruption =
        Interruption.ofThisThread(() -> {
          terminal.err().println("\nStopping: what is in hand is finished or taken back ...");
          terminal.err().flush();
        });
    int exitCode;
    try {
      exitCode = run(terminal, arguments);
    } finally {
      interruption.finished();
    }
    System.exit(exitCode);
  }

  /** Runs a command in the given surroundings and returns its exit code. */
  static int run(Terminal terminal, String... arguments) {
    CommandLine line = new CommandLine(new Main(CommandSpec.create()));
    commands(terminal, arguments).forEach(line::addSubcommand);
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.registerConverter(
        OutputFormat.class, written -> OutputFormat.parse(OutputFormat.class, written));
    line.registerConverter(
        PlanFormat.class, written -> OutputFormat.parse(PlanFormat.class, written));
    line.registerConverter(
        SchemaCommand.Kind.class, written -> OutputFormat.parse(SchemaCommand.Kind.class, written));
    line.registerConverter(
        ApplianceCommand.Format.class,
        written -> OutputFormat.parse(ApplianceCommand.Format.class, written));
    line.setParameterExceptionHandler((problem, given) -> misused(terminal, problem));
    line.setExecutionExceptionHandler(
        (problem, command, parsed) -> failed(terminal, problem, parsed));
    try {
      return line.execute(arguments);
    } finally {
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  /**
   * The commands that are needed: the one that is named, none for the version, and all of them when
   * they are the subject. A command costs ten milliseconds before it does anything.
   */
  private static List<Object> commands(Terminal terminal, String... arguments) {
    if (List.of(arguments).equals(List.of("--version"))) {
      return List.of();
    }
    Optional<Object> named =
        arguments.length == 0
            ? Optional.empty()
            : switch (arguments[0]) {
              case "validate" -> Optional.of(new ValidateCommand(terminal));
              case "plan" -> Optional.of(new PlanCommand(terminal));
              case "apply" -> Optional.of(new ApplyCommand(terminal));
              case "destroy" -> Optional.of(new DestroyCommand(terminal));
              case "status" -> Optional.of(new StatusCommand(terminal));
              case "rehearse" -> Optional.of(new RehearseCommand(terminal));
              default -> Optional.empty();
            };
    return named
        .map(List::of)
        .orElseGet(() ->
            List.of(
                new ValidateCommand(terminal),
                new InspectCommand(terminal),
                new PlanCommand(terminal),
                new ApplyCommand(terminal),
                new DestroyCommand(terminal),
                new AdoptCommand(terminal),
                new ShowCommand(terminal),
                new StatusCommand(terminal),
                new SnapshotCommand(terminal),
                new CommandLine(new LockCommand())
                    .addSubcommand(new LockCommand.ListCommand(terminal)),
                new UnlockCommand(terminal),
                new CommandLine(new SequenceCommand())
                    .addSubcommand(new SequenceCommand.RunCommand(terminal)),
                new CommandLine(new ApplianceCommand())
                    .addSubcommand(new ApplianceCommand.TestCommand(terminal)),
                new SchemaCommand(terminal),
                new CompletionCommand(terminal)));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int misused(Terminal terminal, ParameterException problem) {
    List<String> suggestions =
        problem instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String name = problem.getCommandLine().getCommandSpec().qualifiedName();
    Diagnostic diagnostic =
        Diagnostic.error("usage", summary(problem))
            .advise(
                (suggestions.isEmpty()
                        ? ""
                        : "Did you mean \"" + String.join("\" or \"", suggestions) + "\"? ")
                    + "See `"
                    + name
                    + " --help`.");
    return report(terminal, new CommonOptions(), List.of(diagnostic));
  }

  private static String summary(ParameterException problem) {
    if (problem instanceof UnmatchedArgumentException unmatched) {
      String kind =
          unmatched.isUnknownOption()
              ? "option"
              : unmatched.getCommandLine().getSubcommands().isEmpty() ? "argument" : "command";
      return "unknown " + kind + " \"" + unmatched.getUnmatched().getFirst() + "\"";
    }
    String message = String.valueOf(problem.getMessage());
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  private static int failed(Terminal terminal, Exception problem, ParseResult parsed) {
    CommonOptions options = options(parsed);
    if (options.stacktrace) {
      problem.printStackTrace(terminal.err());
    }
    if (problem instanceof InterruptedException) {
      terminal.err().println("Stopped. Nothing was left under way.");
    }
    report(terminal, options, diagnose(problem));
    return exitCode(problem);
  }

  /** What a command that ended with an exception has to say. */
  static List<Diagnostic> diagnose(Exception problem) {
    return switch (problem) {
      case DiagnosedException diagnosed -> diagnosed.diagnostics();
      case PortException outside -> List.of(outside.toDiagnostic());
      case InterruptedException interrupted -> List.of();
      default ->
          List.of(
              Diagnostic.error(Category.INTERNAL, "internal", "Slipway broke")
                  .because(String.valueOf(problem.getMessage()))
                  .advise("This is a bug in Slipway. Run again with --stacktrace and report it."));
    };
  }

  /** The exit code of a command that ended with an exception. */
  static int exitCode(Exception problem) {
    return problem instanceof InterruptedException
        ? ExitCode.INTERRUPTED
        : ExitCode.of(diagnose(problem));
  }

  private static CommonOptions options(ParseResult parsed) {
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    CommandSpec mixin = command.commandSpec().mixins().get("common");
    return mixin != null && mixin.userObject() instanceof CommonOptions common
        ? common
        : new CommonOptions();
  }

  static int report(Terminal terminal, CommonOptions options, List<Diagnostic> diagnostics) {
    terminal
        .err()
        .print(
            new DiagnosticText(options.style(terminal, terminal.attached().err()))
                .render(diagnostics));
    terminal.err().flush();
    return ExitCode.of(diagnostics);
  }
}
