package dev.slipway.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one step of a sequence does. Texts are Velocity templates unless something else is said. */
public sealed interface StepAction {
  /**
   * Runs a command over SSH.
   *
   * @param run the command; every inserted value is quoted for the shell; null when {@code
   *     runCapture} is given
   * @param runCapture name of a capture that is run exactly as it was printed; null when {@code
   *     run} is given
   * @param terminal whether the command needs a terminal
   */
  record ShellCommand(
      @Nullable String run, @Nullable String runCapture, boolean terminal, List<Prompt> prompts)
      implements StepAction {
    public ShellCommand {
      if ((run == null) == (runCapture == null)) {
        throw new IllegalArgumentException("either run or runCapture must be given");
      }
      prompts = List.copyOf(prompts);
    }
  }

  /**
   * A question that a command may ask.
   *
   * @param expect regular expression found in what was printed since the last answer
   * @param answer without line break
   */
  record Prompt(String expect, String answer) {}

  /**
   * Writes a file over SFTP, whole or not at all.
   *
   * @param content values are inserted as they are
   * @param path absolute, on the node; values are inserted as they are
   * @param mode POSIX permissions in octal, such as {@code 0640}
   */
  record FileUpload(String content, String path, String mode) implements StepAction {}

  /**
   * Finds a TCP port open.
   *
   * @param port from 1 to 65535
   */
  record PortCheck(int port) implements StepAction {
    public PortCheck {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("a port is from 1 to 65535");
      }
    }
  }

  /**
   * Waits for a person; the step's proof tells whether they have done it.
   *
   * @param instructions what is to be done
   */
  record ManualGate(String instructions) implements StepAction {}
}
