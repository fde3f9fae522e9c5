package dev.slipway.plan;

import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.SequenceSpec.Outcome;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which members have to leave before their VMs go: those that nodes which stay still count as
 * members.
 *
 * @param going names of the nodes whose VMs go
 */
record Departures(DesiredState desired, Observed observed, Set<String> going) {
  Departures {
    going = Set.copyOf(going);
  }

  /** The memberships of a node that its going ends, as far as a node that stays tells. */
  Stream<NodeSequenceSpec> ending(String node) {
    return desired
        .all(NodeSequenceSpec.class)
        .filter(membership -> membership.sequence().outcome() == Outcome.MEMBERSHIP)
        .filter(membership -> membership.node().name().equals(node))
        .filter(membership -> !going.contains(asked(membership).name()));
  }

  /** The sequences by which a node leaves; none when it is no member, or nothing says how. */
  List<NodeSequenceSpec> leaving(String node) {
    boolean isMember =
        ending(node)
            .anyMatch(membership ->
                observed.sequences().get(membership.address().name())
                    instanceof ObservedSequence.Done);
    return desired.operations().stream()
        .filter(operation -> operation.sequence().outcome() == Outcome.DEPARTURE)
        .filter(operation -> isMember && operation.node().name().equals(node))
        .toList();
  }

  private static NodeTarget asked(NodeSequenceSpec membership) {
    return membership.nodeFor(membership.sequence().proof());
  }
}
