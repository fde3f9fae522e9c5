package dev.slipway.plan;

import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import java.util.List;
import java.util.function.Predicate;

/** The steps that wait until a node which was off is again what sequences made of it. */
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
   * @param interrupted whether a sequence was done for its node before that one was off
   * @param on the id of the step after which the node runs
   * @return the id of the last one, or {@code on} when there is none
   */
  String add(VmSpec node, Predicate<NodeSequenceSpec> interrupted, String on) {
    String last = on;
    for (NodeSequenceSpec nodeSequence :
        desired
            .all(NodeSequenceSpec.class)
            .filter(each -> concerns(each, node) && interrupted.test(each))
            .toList()) {
      last = graph.add(new Step.AwaitReturn(nodeSequence, node.name()), List.of(last));
    }
    return last;
  }

  private static boolean concerns(NodeSequenceSpec nodeSequence, VmSpec vm) {
    return nodeSequence.node().name().equals(vm.name())
        || nodeSequence.nodeFor(nodeSequence.sequence().proof()).name().equals(vm.name());
  }
}
