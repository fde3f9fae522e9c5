package dev.slipway.model;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

  /**
   * Whether a later step cannot do without what a step captures, be it through steps between them:
   * one that is still to run, or one whose proof will be asked.
   *
   * @param done whether a step of that name needs no run for its own sake
   */
  public boolean needsCapturesOf(SequenceStep step, Predicate<SequenceStep> done) {
    Set<String> captured =
        step.captures().stream().map(SequenceStep.Capture::name).collect(Collectors.toSet());
    return steps.stream()
        .skip(steps.indexOf(step) + 1L)
        .filter(later -> !Collections.disjoint(later.uses(), captured))
        .anyMatch(
            later -> later.proof() != null || !done.test(later) || needsCapturesOf(later, done));
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
