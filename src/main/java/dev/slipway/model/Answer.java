package dev.slipway.model;

/** What came of asking whether something is so. */
public sealed interface Answer {
  /** It is so. */
  record Yes() implements Answer {}

  /**
   * It is not so.
   *
   * @param reason what was said instead, in one line, without secrets
   */
  record No(String reason) implements Answer {}

  /**
   * Nobody could tell.
   *
   * @param reason why, in one line, without secrets
   */
  record Unknown(String reason) implements Answer {}
}
