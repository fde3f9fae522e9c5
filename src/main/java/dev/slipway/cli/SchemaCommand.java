package dev.slipway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the JSON Schema of a kind of file, for editors. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Print the JSON Schema of a kind of file, for editors.")
final class SchemaCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "KIND", description = "One of ${COMPLETION-CANDIDATES}.")
  private Kind kind = Kind.BLUEPRINT;

  SchemaCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The kinds of files that there are schemas of. */
  enum Kind {
    BLUEPRINT,
    INVENTORY,
    APPLIANCE,
    SEQUENCE,
    POLICY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() throws IOException {
    try (InputStream schema =
        Objects.requireNonNull(
            SchemaCommand.class.getResourceAsStream("schemas/" + kind + ".schema.json"))) {
      terminal.out().print(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
    }
    return ExitCode.DONE;
  }
}
