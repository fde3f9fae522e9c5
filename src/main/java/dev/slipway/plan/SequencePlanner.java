package dev.slipway.plan;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedVm;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Plans an operation: a sequence that no apply runs, on nodes that are there. */
final class SequencePlanner {
  private final DesiredState desired;
  private final Observed observed;
  private final Diagnostics diagnostics = new Diagnostics();

  SequencePlanner(DesiredState desired, Observed observed) {
    this.desired = desired;
    this.observed = observed;
  }

  /**
   * Plans a sequence.
   *
   * @param nodes names of the nodes that it shall run for; of those, only its role's count
   */
  Plan plan(String sequence, Set<String> nodes) {
    List<Change> changes = new ArrayList<>();
    GraphBuilder graph = new GraphBuilder();
    SequenceGraph sequences = new SequenceGraph(graph);
    List<String> before = List.of();
    for (NodeSequenceSpec operation : desired.operations()) {
      if (!operation.sequence().name().equals(sequence)
          || !nodes.contains(operation.node().name())) {
        continue;
      }
      operation.nodes().forEach(this::requireRunning);
      changes.add(
          Change.inPlace(
              operation.address(),
              List.of(
                  new AttributeChange(
                      "done", new Attribute.Absent(), new Attribute.KnownAfterApply()))));
      before = sequences.add(operation, before);
    }
    StepGraph whole = graph.build();
    PrivilegeCheck.check(desired, observed.world(), whole, diagnostics);
    Plan plan =
        new Plan(
            Plan.Operation.SEQUENCE,
            desired.blueprint(),
            desired.digest(),
            changes,
            whole,
            diagnostics.all().stream().distinct().toList());
    return plan.isApplicable() ? plan : plan.withoutSteps();
  }

  /** A sequence may go to any node of the cluster. */
  private void requireRunning(NodeTarget node) {
    ObservedVm vm = observed.world().vms().get(node.name());
    if (vm == null || !vm.belongsTo(desired.blueprint(), node.name()) || !vm.poweredOn()) {
      diagnostics.add(
          Diagnostic.warning("plan/node-not-there", node.name() + " is not there")
              .because(
                  vm == null
                      ? "It has no VM."
                      : vm.poweredOn() ? "Its VM does not bear our marks." : "Its VM is off.")
              .advise("Steps on it will fail."));
    }
  }
}
