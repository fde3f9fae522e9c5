package dev.slipway.sequence;

/** What a proof has shown. */
public sealed interface Outcome {
  /** Nothing is left to do. */
  record Satisfied() implements Outcome {}

  /**
   * Something is left to do.
   *
   * @param reason what the appliance said, in one line, without secrets
   */
  record Unsatisfied(String reason) implements Outcome {}
}
