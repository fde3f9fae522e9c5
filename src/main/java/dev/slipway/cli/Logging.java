package dev.slipway.cli;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import java.io.IOException;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sends the log for operators where the options say; without them there is none. */
final class Logging {
  private Logging() {}

  static void configure(CommonOptions options, Terminal terminal) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.OFF);
    if (options.verbose) {
      add(root, new ConsoleHandler(), terminal);
    }
    if (options.logFile != null) {
      try {
        add(
            root,
            new FileHandler(terminal.workingDirectory().resolve(options.logFile).toString(), true),
            terminal);
      } catch (IOException e) {
        throw new DiagnosedException(
            Diagnostic.error("usage", "the log file cannot be written")
                .because(options.logFile + ": " + e.getMessage()));
      }
    }
  }

  private static void add(Logger root, Handler handler, Terminal terminal) {
    handler.setLevel(Level.ALL);
    handler.setFormatter(
        new Formatter() {
          @Override
          public String format(LogRecord entry) {
            return terminal
                .redaction()
                .clean(
                    "%s %s %s %s%n"
                        .formatted(
                            entry.getInstant(),
                            entry.getLevel(),
                            entry.getLoggerName(),
                            formatMessage(entry)));
          }
        });
    root.setLevel(Level.FINE);
    root.addHandler(handler);
  }
}
