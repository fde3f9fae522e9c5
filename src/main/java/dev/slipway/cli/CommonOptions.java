package dev.slipway.cli;

import dev.slipway.view.Style;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command takes. */
final class CommonOptions {
  @Option(names = "--no-color", description = "Print without colours; NO_COLOR does the same.")
  boolean noColor;

  @Option(
      names = "--input",
      defaultValue = "true",
      fallbackValue = "true",
      arity = "0..1",
      paramLabel = "true|false",
      description = "Whether questions may be asked (default: ${DEFAULT-VALUE}).")
  boolean input;

  @Option(
      names = {"-v", "--verbose"},
      description = "Log each call to vCenter and the nodes on standard error.")
  boolean verbose;

  @Option(names = "--log-file", paramLabel = "FILE", description = "Log each call to a file.")
  @Nullable Path logFile;

  @Option(names = "--stacktrace", description = "Show stack traces of unexpected errors.")
  boolean stacktrace;

  Style style(Terminal terminal, boolean attached) {
    boolean wanted =
        attached
            && !noColor
            && terminal.environment().getOrDefault("NO_COLOR", "").isEmpty()
            && !"dumb".equals(terminal.environment().get("TERM"));
    return new Style(wanted);
  }
}
