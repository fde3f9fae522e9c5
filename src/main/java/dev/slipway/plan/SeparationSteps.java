package dev.slipway.plan;

import dev.slipway.model.Desired.RuleSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeGroup;
import dev.slipway.model.RuleType;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The proof of placement when the last VM of a rule is up, where the run starts one of them or
 * changes the rule.
 */
final class SeparationSteps {
  /** DRS looks at a cluster every minute, older releases every five. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final DesiredState desired;
  private final PlannedChanges changes;
  private final GraphBuilder graph;

  /** Names of the nodes of the groups so far. */
  private final Set<String> staged = new HashSet<>();

  /** The rules whose proof is in its place. */
  private final Set<RuleSpec> proven = new HashSet<>();

  SeparationSteps(DesiredState desired, PlannedChanges changes, GraphBuilder graph) {
    this.desired = desired;
    this.changes = changes;
    this.graph = graph;
  }

  /** Adds those of the rules whose last node is of a group. */
  void add(Part part, NodeGroup group, List<String> before) {
    staged.addAll(group.nodes());
    part.desired()
        .all(RuleSpec.class)
        .filter(spec -> spec.rule().type() == RuleType.ANTI_AFFINITY)
        .filter(spec ->
            spec.rule().vms().stream().allMatch(vm -> staged.contains(vm.name()))
                && proven.add(spec))
        .filter(spec -> changes.isPending(spec) || isOfPending(spec))
        .forEach(spec ->
            graph.add(new Step.AwaitSeparation(spec.rule(), desired.placement(), TIMEOUT), before));
  }

  private boolean isOfPending(RuleSpec spec) {
    return changes
        .pending(desired, VmSpec.class)
        .anyMatch(vm -> spec.rule().vms().contains(vm.path()));
  }
}
