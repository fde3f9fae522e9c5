package dev.slipway.cli;

import dev.slipway.view.RedactingWriter;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs commands within this process for a program that looks at what they say. */
final class QuietShell {
  private final Terminal terminal;
  private final Path dataFolder;

  /**
   * Makes a shell.
   *
   * @param dataFolder instead of the user's
   */
  QuietShell(Terminal terminal, Path dataFolder) {
    this.terminal = terminal;
    this.dataFolder = dataFolder;
  }

  /** How a command ended and what it printed. */
  record Ended(int exitCode, String out, String err) {
    boolean isDone() {
      return exitCode == ExitCode.DONE;
    }

    /** Its problems, without what it says of its course. */
    String problems() {
      return err.lines()
          .filter(line ->
              Stream.of("Looking at ", "Not everything is done.", "Journal: ")
                  .noneMatch(line::startsWith))
          .reduce("", (before, line) -> before + line + "\n")
          .strip();
    }
  }

  /**
   * Runs a command at which nobody sits.
   *
   * @throws InterruptedException when it was stopped
   */
  Ended run(List<String> arguments) throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Main.run(terminal(out, err), arguments.toArray(String[]::new));
    if (exitCode == ExitCode.INTERRUPTED) {
      throw new InterruptedException();
    }
    return new Ended(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** What a command runs in that prints nothing. */
  Terminal terminal() {
    return terminal(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
  }

  private Terminal terminal(OutputStream out, OutputStream err) {
    Map<String, String> environment = new HashMap<>(terminal.environment());
    environment.put("SLIPWAY_DATA_DIR", dataFolder.toAbsolutePath().toString());
    return new Terminal(
        new RedactingWriter(out, terminal.redaction()),
        new RedactingWriter(err, terminal.redaction()),
        terminal.in(),
        Terminal.Attached.NOTHING,
        environment,
        terminal.workingDirectory(),
        terminal.redaction(),
        terminal.clock(),
        terminal.reach());
  }
}
