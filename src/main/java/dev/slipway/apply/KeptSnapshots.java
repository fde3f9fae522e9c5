package dev.slipway.apply;

import dev.slipway.diag.Diagnostic;
import dev.slipway.model.VmSnapshot;
import dev.slipway.plan.Step;
import dev.slipway.plan.StepGraph;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What to say of the snapshots that a run leaves because it did not get to its end. */
final class KeptSnapshots {
  private KeptSnapshots() {}

  /** The snapshots that are there and were not removed: taken in this run, or before it. */
  static List<Diagnostic> of(StepGraph graph, Set<String> done) {
    Set<String> notTaken =
        graph.nodes().stream()
            .map(StepGraph.Node::step)
            .filter(step -> step instanceof Step.TakeSnapshot && !done.contains(step.id()))
            .map(step -> ((Step.TakeSnapshot) step).name())
            .collect(Collectors.toSet());
    return graph.nodes().stream()
        .map(StepGraph.Node::step)
        .filter(step -> step instanceof Step.RemoveSnapshot && !done.contains(step.id()))
        .map(step -> ((Step.RemoveSnapshot) step).name())
        .filter(vm -> !notTaken.contains(vm))
        .map(KeptSnapshots::kept)
        .toList();
  }

  private static Diagnostic kept(String vm) {
    return Diagnostic.warning("apply/snapshot-kept", "the snapshot of " + vm + " is kept")
        .because(
            "The run did not get to its end. \"%s\" is the VM as it was before."
                .formatted(VmSnapshot.BEFORE_CHANGE.name()))
        .advise(
            "To go on, apply again; the end of that removes it. To go back, revert the VM to it in"
                + " vCenter, and power the VM on.");
  }
}
