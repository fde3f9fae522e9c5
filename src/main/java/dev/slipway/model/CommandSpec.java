package dev.slipway.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One command of a sequence, run over SSH.
 *
 * @param name unique within its sequence
 * @param title what it does, for people
 * @param on {@code node} for the node that the sequence runs for, or a role, meaning the first node
 *     of that role
 * @param run Velocity template of the command; null when {@code runCapture} is given
 * @param runCapture name of a capture that is run exactly as it was printed; null when {@code run}
 *     is given
 * @param terminal whether the command needs a terminal
 * @param attempts how often to try in all, at least 1
 * @param pause time between attempts
 * @param settle time to let pass after success
 * @param expect regular expressions that must all be found in its output, besides exit status 0;
 *     may hold {@code ${…}} bindings, which are quoted
 */
public record CommandSpec(
    String name,
    String title,
    String on,
    @Nullable String run,
    @Nullable String runCapture,
    boolean terminal,
    List<Prompt> prompts,
    Duration timeout,
    int attempts,
    Duration pause,
    Duration settle,
    List<Capture> captures,
    List<String> expect) {
  public CommandSpec {
    if ((run == null) == (runCapture == null)) {
      throw new IllegalArgumentException("either run or runCapture must be given");
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1");
    }
    prompts = List.copyOf(prompts);
    captures = List.copyOf(captures);
    expect = List.copyOf(expect);
  }

  /**
   * A question the command may ask.
   *
   * @param expect regular expression found in what was printed since the last answer
   * @param answer Velocity template of the answer, without line break
   */
  public record Prompt(String expect, String answer) {}

  /**
   * A part of the output to keep for later steps.
   *
   * @param name the named group of {@code pattern} that is kept
   * @param pattern regular expression, searched in the output; may hold {@code ${…}} bindings,
   *     which are quoted
   * @param secret whether it must never be shown
   * @param mustMatch regular expression that the capture must match as a whole; may hold bindings;
   *     null when anything will do
   */
  public record Capture(String name, String pattern, boolean secret, @Nullable String mustMatch) {}
}
