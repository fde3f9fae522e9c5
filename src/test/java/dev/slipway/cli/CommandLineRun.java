package dev.slipway.cli;

import dev.slipway.cli.Terminal.Attached;
import dev.slipway.sandbox.SandboxAppliances;
import dev.slipway.view.RedactingWriter;
import dev.slipway.view.Redaction;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * What came of a command that was run within the test's own process, with the working directory,
 * the environment and the answers that the test gives it.
 */
public record CommandLineRun(int exitCode, String out, String err) {

  /** Runs commands in one working directory. */
  public static final class Shell {
    private final Path workingDirectory;
    private final Map<String, String> environment = new HashMap<>();
    private String answers = "";
    private Attached attached = Attached.NOTHING;
    private InstantSource clock = InstantSource.system();
    private Reach reach = Reach.DIRECT;

    public Shell(Path workingDirectory) {
      this.workingDirectory = workingDirectory;
      environment.put("SLIPWAY_HOME", Path.of("").toAbsolutePath().toString());
    }

    public Shell with(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** Lets it be that time for ever. */
    public Shell at(Instant instant) {
      clock = InstantSource.fixed(instant);
      return this;
    }

    /** Sits a person at standard input who answers so; the output stays a file. */
    public Shell answering(String lines) {
      answers = lines;
      attached = new Attached(true, false, false);
      return this;
    }

    /** Lets these answer for the nodes of a real vCenter and all that is beside them. */
    public Shell reaching(SandboxAppliances appliances) {
      reach = Reach.to(appliances);
      return this;
    }

    public CommandLineRun run(String... arguments) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Redaction redaction = new Redaction();
      int exitCode =
          Main.run(
              new Terminal(
                  new RedactingWriter(out, redaction),
                  new RedactingWriter(err, redaction),
                  new BufferedReader(new StringReader(answers)),
                  attached,
                  environment,
                  workingDirectory,
                  redaction,
                  clock,
                  reach),
              arguments);
      return new CommandLineRun(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }
}
