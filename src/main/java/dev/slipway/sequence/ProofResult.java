package dev.slipway.sequence;

/** What a proof has shown. */
public sealed interface ProofResult {
  /** Nothing is left to do. */
  record Given() implements ProofResult {}

  /**
   * Something is left to do.
   *
   * @param reason what the appliance said, in one line, without secrets
   */
  record Missing(String reason) implements ProofResult {}
}
