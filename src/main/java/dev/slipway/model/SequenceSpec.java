package dev.slipway.model;

import java.util.List;

/**
 * Steps on the appliances themselves that bring one node to a proven end.
 *
 * @param name such as {@code join}
 * @param forRole the sequence runs once for each node of this role
 * @param outcome what its end is
 * @param proof succeeds when nothing is left to do; asked before any step and again at the end
 */
public record SequenceSpec(
    String name, String forRole, Outcome outcome, StepProof proof, List<SequenceStep> steps) {
  public SequenceSpec {
    steps = List.copyOf(steps);
  }

  /** What a sequence makes of a node. */
  public enum Outcome {
    /** A member of its appliance cluster. */
    MEMBERSHIP,
    /** No member of its appliance cluster any more. */
    DEPARTURE,
    /** An appliance that is set up as it shall be. */
    CONFIGURATION
  }
}
