package dev.slipway.secrets;

import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs shell commands that print a secret. They can ask nothing: their input is closed. */
final class SecretCommand {
  private static final int MOST_BYTES = 1 << 16;

  private final Map<String, String> environment;
  private final Duration deadline;

  SecretCommand(Map<String, String> environment, Duration deadline) {
    this.environment = Map.copyOf(environment);
    this.deadline = deadline;
  }

  /** The standard output of a command that ends with status 0. */
  String run(String command) throws NoValueException {
    Process process = start(command);
    try {
      process.getOutputStream().close();
      FutureTask<String> output = reading(process.getInputStream());
      FutureTask<String> errors = reading(process.getErrorStream());
      long end = System.nanoTime() + deadline.toNanos();
      if (!process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
        throw tooLate();
      }
      if (process.exitValue() != 0) {
        throw new NoValueException(
            "ended with status " + process.exitValue() + firstLine(within(errors, end)));
      }
      return within(output, end);
    } catch (IOException e) {
      throw new NoValueException("broke off");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PortException(
          Category.ENVIRONMENT,
          "secrets/interrupted",
          "Interrupted while a command was asked for a secret",
          "",
          "",
          e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process start(String command) throws NoValueException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new NoValueException("cannot be had: there is no shell to run it");
    }
  }

  /** What is printed beyond the bound is read and dropped, so that the command can end. */
  private static FutureTask<String> reading(InputStream stream) {
    FutureTask<String> task =
        new FutureTask<>(() -> {
          try (stream) {
            String text = new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            stream.skip(Long.MAX_VALUE);
            return text;
          }
        });
    // Reading a pipe holds its thread, and a command can leave a child behind that keeps it open.
    Thread.ofPlatform().daemon().name("secret-command").start(task);
    return task;
  }

  private String within(FutureTask<String> task, long end)
      throws InterruptedException, NoValueException {
    try {
      return task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw tooLate();
    } catch (ExecutionException e) {
      throw new NoValueException("broke off");
    }
  }

  private NoValueException tooLate() {
    return new NoValueException("did not come within " + deadline.toSeconds() + " seconds");
  }

  private static String firstLine(String errors) {
    return errors.lines().findFirst().map(line -> ": " + line).orElse("");
  }
}
