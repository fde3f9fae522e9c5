package dev.slipway.model;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One step of a sequence.
 *
 * @param name unique within its sequence
 * @param title what it does, for people
 * @param on where it runs: {@link #NODE}, {@link #EACH}, {@link #ONE_AT_A_TIME}, or a role, meaning
 *     the first node of that role
 * @param proof shows that it is done, so that it need not run, and after it ran that it did its
 *     work; null when only its own success tells
 * @param undo takes back what an attempt that failed left; null when nothing has to be
 * @param once whether it must not run again when nobody knows how an earlier attempt ended
 * @param timeout of one attempt
 * @param attempts how often to try in all, at least 1
 * @param pause time between attempts
 * @param settle time to let pass after success
 * @param expect what its output must show besides its success
 * @param uses names of captures of earlier steps that it cannot do without
 */
public record SequenceStep(
    String name,
    String title,
    String on,
    StepAction action,
    @Nullable StepProof proof,
    @Nullable StepAction undo,
    boolean once,
    Duration timeout,
    int attempts,
    Duration pause,
    Duration settle,
    List<Capture> captures,
    List<Expectation> expect,
    Set<String> uses) {
  /** On the node that the sequence runs for. */
  public static final String NODE = "node";

  /** Of proofs: on the node that the step they belong to runs on. */
  public static final String TARGET = "target";

  /** On every node of the cluster, side by side. */
  public static final String EACH = "each";

  /** On every node of the cluster, one after another. */
  public static final String ONE_AT_A_TIME = "one-at-a-time";

  public SequenceStep {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1");
    }
    captures = List.copyOf(captures);
    expect = List.copyOf(expect);
    uses = Collections.unmodifiableSortedSet(new TreeSet<>(uses));
  }

  /**
   * A part of the output to keep for later steps.
   *
   * @param name what later steps call it
   * @param secret whether it must never be shown
   * @param mustMatch regular expression that the capture must match as a whole; may hold bindings;
   *     null when anything will do
   */
  public record Capture(String name, Extraction from, boolean secret, @Nullable String mustMatch) {}
}
