package dev.slipway.model;

/** Whether a node is a member of its appliance cluster, as the appliance itself says. */
public sealed interface ObservedMembership {
  /** The proof of the sequence succeeded. */
  record Member() implements ObservedMembership {}

  /**
   * The proof was asked and not given.
   *
   * @param reason what the appliance said, in one line
   */
  record NotMember(String reason) implements ObservedMembership {}

  /**
   * The appliance could not be asked.
   *
   * @param reason why, in one line
   */
  record Unknown(String reason) implements ObservedMembership {}
}
