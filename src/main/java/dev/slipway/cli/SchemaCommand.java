package dev.slipway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the JSON Schema of a kind of file: for editors, or for readers of what Slipway writes. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Print the JSON Schema of a kind of file, for editors and programs.")
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
    /** What {@code status.yaml} of an appliance definition says. */
    STATUS,
    /** A case in the folder {@code tests} of an appliance definition. */
    APPLIANCE_TEST,
    /** What {@code system.yaml} says. */
    SYSTEM,
    POLICY,
    /** Blueprints of the kinds that system definitions define. */
    SYSTEM_BLUEPRINT,
    /** What {@code plan --format json} prints. */
    PLAN,
    /** What {@code plan -o} writes. */
    SAVED_PLAN,
    SNAPSHOT,
    /** A line of {@code apply --format json}. */
    EVENT,
    /** What {@code status --format json} prints. */
    STATUS_REPORT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
