package dev.slipway.scenario;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Slipway in a process of its own, so that it can be killed. */
final class SlipwayProcess implements AutoCloseable {
  private static final String MAIN = "dev.slipway.cli.Main";
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final Process process;
  private final Path folder;
  private final Path out;
  private final Path err;

  private SlipwayProcess(Process process, Path folder, Path out, Path err) {
    this.process = process;
    this.folder = folder;
    this.out = out;
    this.err = err;
  }

  static SlipwayProcess start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    return start(folder, environment, List.of(), MAIN, arguments);
  }

  /** Another main class of the tests, which does what slipway does. */
  static SlipwayProcess startMain(
      Class<?> main, Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    return start(folder, environment, List.of(), main.getName(), arguments);
  }

  /** With a person at standard input, who never says a word. */
  static SlipwayProcess startAttended(
      Path folder, Map<String, String> environment, String... arguments) throws IOException {
    return start(folder, environment, List.of("-Dslipway.terminals=0"), MAIN, arguments);
  }

  private static SlipwayProcess start(
      Path folder,
      Map<String, String> environment,
      List<String> options,
      String main,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out-", ".txt");
    Path err = Files.createTempFile(folder, "err-", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new SlipwayProcess(builder.start(), folder, out, err);
  }

  /** Absolute, since the process works in another folder. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Waits for a state that a peer shows, while the process lives; the bound only ends a test that
   * would hang.
   */
  void awaiting(String what, Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + BOUND.toNanos();
    while (!holds.call()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new AssertionError("it never came to this: " + what + "\n" + out() + err());
      }
      Thread.sleep(20);
    }
  }

  long id() {
    return process.pid();
  }

  /** Waits for its end by itself. */
  int exitCode() throws InterruptedException, IOException {
    if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("slipway did not end\n" + out() + err());
    }
    return process.exitValue();
  }

  /** SIGKILL: it can do nothing about it. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGINT, as Ctrl-C sends it. */
  void interrupt() throws InterruptedException, IOException {
    int sent = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    if (sent != 0) {
      throw new AssertionError("the signal was not sent\n" + out() + err());
    }
  }

  /** Whether the journal of this run holds such an event. */
  boolean told(String type, String step) throws IOException {
    Path journals = folder.resolve(".slipway/journal");
    if (!Files.exists(journals)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(journals)) {
      Path own =
          files
              .filter(file -> file.toString().endsWith("-" + process.pid() + ".jsonl"))
              .findFirst()
              .orElse(null);
      return own != null
          && Files.readString(own)
              .lines()
              .anyMatch(
                  line -> line.contains("\"" + type + "\"") && line.contains("\"" + step + "\""));
    }
  }

  String out() throws IOException {
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  String err() throws IOException {
    return Files.readString(err, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
