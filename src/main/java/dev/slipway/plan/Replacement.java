package dev.slipway.plan;

import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ResourceKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Nodes that are to be replaced because the user asks for it. Everything else is planned as if
 * their VMs were gone already, so that rule, overrides and sequences come to name the new ones.
 *
 * @param nodes those of the asked for that have a VM of ours
 * @param remaining what is observed without their VMs
 */
record Replacement(Set<String> nodes, Observed remaining) {
  Replacement {
    nodes = Set.copyOf(nodes);
  }

  static Replacement of(
      DesiredState desired, Observed observed, Set<String> asked, Diagnostics diagnostics) {
    Observed remaining = observed;
    Set<String> names = new HashSet<>();
    for (VmSpec spec : desired.all(VmSpec.class).toList()) {
      ObservedVm vm = observed.world().vms().get(spec.name());
      if (vm == null
          || !asked.contains(spec.name())
          || !vm.belongsTo(desired.blueprint(), spec.name())) {
        continue;
      }
      if (Protection.forbids(spec, vm)) {
        diagnostics.add(Protection.problem(desired, spec));
      }
      remaining = remaining.without(vm);
      names.add(spec.name());
    }
    return new Replacement(names, forgetting(desired, remaining, names));
  }

  /** What was done for a node, and what it said of others, is not so once it is replaced. */
  private static Observed forgetting(DesiredState desired, Observed observed, Set<String> names) {
    SortedMap<String, ObservedSequence> sequences = new TreeMap<>(observed.sequences());
    desired
        .all(NodeSequenceSpec.class)
        .filter(nodeSequence ->
            names.contains(nodeSequence.node().name())
                || names.contains(asked(nodeSequence).name()))
        .forEach(nodeSequence -> sequences.remove(nodeSequence.address().name()));
    return new Observed(observed.world(), sequences);
  }

  private static NodeTarget asked(NodeSequenceSpec nodeSequence) {
    return nodeSequence.nodeFor(nodeSequence.sequence().proof());
  }

  /** The same changes, with the VMs told as what they are: replaced, not created. */
  List<Change> mark(List<Change> changes) {
    return changes.stream()
        .map(change ->
            change.action() == Action.CREATE
                    && change.address().kind() == ResourceKind.VM
                    && nodes.contains(change.address().name())
                ? new Change(
                    change.address(),
                    Action.REPLACE,
                    Impact.RECREATE,
                    change.attributes(),
                    List.of("--replace asks for it"))
                : change)
        .toList();
  }
}
