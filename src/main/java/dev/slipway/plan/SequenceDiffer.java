package dev.slipway.plan;

import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.SequenceSpec.Outcome;
import java.util.List;

/** Compares what sequences shall have done with what they have done. */
final class SequenceDiffer {
  private SequenceDiffer() {}

  static Change diff(NodeSequenceSpec nodeSequence, Observed observed) {
    ObservedSequence seen = observed.sequences().get(nodeSequence.address().name());
    return switch (seen) {
      case null -> create(nodeSequence, "");
      case ObservedSequence.Done done -> Change.inPlace(nodeSequence.address(), List.of());
      case ObservedSequence.NotDone(String reason) -> create(nodeSequence, reason);
      case ObservedSequence.Unknown(String reason) ->
          create(nodeSequence, unread(nodeSequence) + " could not be read: " + reason);
    };
  }

  private static String unread(NodeSequenceSpec nodeSequence) {
    return switch (nodeSequence.sequence().outcome()) {
      case MEMBERSHIP -> "its membership";
      case DEPARTURE, CONFIGURATION -> "whether it is done";
    };
  }

  private static Change create(NodeSequenceSpec nodeSequence, String reason) {
    List<AttributeChange> attributes =
        List.of(
            AttributeChange.created("node", Attribute.text(nodeSequence.node().name())),
            AttributeChange.created("address", Attribute.text(nodeSequence.node().ip())),
            AttributeChange.created("sequence", Attribute.text(nodeSequence.sequence().name())),
            AttributeChange.created(
                nodeSequence.sequence().outcome() == Outcome.MEMBERSHIP ? "member" : "done",
                new Attribute.KnownAfterApply()));
    return reason.isEmpty()
        ? Change.create(nodeSequence.address(), attributes)
        : Change.create(nodeSequence.address(), attributes, reason);
  }
}
