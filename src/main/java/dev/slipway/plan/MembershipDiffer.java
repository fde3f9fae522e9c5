package dev.slipway.plan;

import dev.slipway.model.Desired.MembershipSpec;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedMembership;
import dev.slipway.model.SequenceSpec.Outcome;
import java.util.List;

/** Compares who is a member of the appliance cluster. */
final class MembershipDiffer {
  private MembershipDiffer() {}

  static Change diff(MembershipSpec membership, Observed observed) {
    ObservedMembership seen = observed.memberships().get(membership.address().name());
    return switch (seen) {
      case null -> create(membership, "");
      case ObservedMembership.Member member -> Change.inPlace(membership.address(), List.of());
      case ObservedMembership.NotMember(String reason) -> create(membership, reason);
      case ObservedMembership.Unknown(String reason) ->
          create(membership, "its membership could not be read: " + reason);
    };
  }

  private static Change create(MembershipSpec membership, String reason) {
    List<AttributeChange> attributes =
        List.of(
            AttributeChange.created("node", Attribute.text(membership.node().name())),
            AttributeChange.created("address", Attribute.text(membership.node().ip())),
            AttributeChange.created("sequence", Attribute.text(membership.sequence().name())),
            AttributeChange.created(
                membership.sequence().outcome() == Outcome.MEMBERSHIP ? "member" : "done",
                new Attribute.KnownAfterApply()));
    return reason.isEmpty()
        ? Change.create(membership.address(), attributes)
        : Change.create(membership.address(), attributes, reason);
  }
}
