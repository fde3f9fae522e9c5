package dev.slipway.model;

import java.time.Duration;
import java.util.List;

/**
 * A read-only action that succeeds when, and only when, something is done.
 *
 * @param title what is asked, for people
 * @param on where it is asked: {@link SequenceStep#NODE}, a role, or for the proof of a step {@link
 *     SequenceStep#TARGET}
 * @param expect what its output must show besides its success
 */
public record StepProof(
    String title, String on, StepAction action, Duration timeout, List<Expectation> expect) {
  public StepProof {
    expect = List.copyOf(expect);
  }
}
