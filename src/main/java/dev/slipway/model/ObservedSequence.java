package dev.slipway.model;

/** Whether a sequence has done for a node what it is for, as the appliances themselves say. */
public sealed interface ObservedSequence {
  /** The proof of the sequence was given. */
  record Done() implements ObservedSequence {}

  /**
   * The proof was asked and not given.
   *
   * @param reason what the appliance said, in one line
   */
  record NotDone(String reason) implements ObservedSequence {}

  /**
   * The appliance could not be asked.
   *
   * @param reason why, in one line
   */
  record Unknown(String reason) implements ObservedSequence {}
}
