package dev.slipway.plan;

import dev.slipway.model.Desired.MembershipSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import java.util.List;
import java.util.function.Predicate;

/** The steps that wait until a node which was off is again what it was a member of. */
final class ReturnSteps {
  private final DesiredState desired;
  private final GraphBuilder graph;

  ReturnSteps(DesiredState desired, GraphBuilder graph) {
    this.desired = desired;
    this.graph = graph;
  }

  /**
   * Adds those of one node, one after another.
   *
   * @param interrupted whether a membership is one that the node had
   * @param on the id of the step after which the node runs
   * @return the id of the last one, or {@code on} when there is none
   */
  String add(VmSpec node, Predicate<MembershipSpec> interrupted, String on) {
    String last = on;
    for (MembershipSpec membership :
        desired
            .all(MembershipSpec.class)
            .filter(each -> concerns(each, node) && interrupted.test(each))
            .toList()) {
      last = graph.add(new Step.AwaitReturn(membership, node.name()), List.of(last));
    }
    return last;
  }

  private static boolean concerns(MembershipSpec membership, VmSpec vm) {
    return membership.node().name().equals(vm.name())
        || membership.nodeFor(membership.sequence().proof()).name().equals(vm.name());
  }
}
