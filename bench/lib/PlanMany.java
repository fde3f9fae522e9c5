package dev.slipway.cli;

import dev.slipway.view.Redaction;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Plans many blueprints in one process, one after the other, each with a session of its own:
 * {@code PlanMany BLUEPRINT... -- OPTION...}. It is of this package, because one command line plans
 * one blueprint.
 */
final class PlanMany {
  private PlanMany() {}

  public static void main(String... arguments) {
    int blueprints = 0;
    while (!arguments[blueprints].equals("--")) {
      blueprints++;
    }
    for (int i = 0; i < blueprints; i++) {
      String[] plan = new String[arguments.length - blueprints + 1];
      plan[0] = "plan";
      plan[1] = arguments[i];
      System.arraycopy(arguments, blueprints + 1, plan, 2, plan.length - 2);
      int exitCode = Main.run(terminal(), plan);
      if (exitCode != 0) {
        System.exit(exitCode);
      }
    }
  }

  private static Terminal terminal() {
    return new Terminal(
        new PrintWriter(Writer.nullWriter()),
        new PrintWriter(System.err, true),
        new BufferedReader(Reader.nullReader()),
        Terminal.Attached.NOTHING,
        System.getenv(),
        Path.of("").toAbsolutePath(),
        new Redaction(),
        InstantSource.system(),
        Reach.DIRECT);
  }
}
