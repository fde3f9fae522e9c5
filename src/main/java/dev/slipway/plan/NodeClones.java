package dev.slipway.plan;

import dev.slipway.model.Desired;
import dev.slipway.model.Desired.DrsOverrideSpec;
import dev.slipway.model.Desired.HaOverrideSpec;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.RuleSpec;
import dev.slipway.model.Desired.VAppSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.SequenceSpec.Outcome;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSource.NodeClone;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Parts a blueprint in two where nodes are cloned from others that must be set up by then: what
 * comes before the clones are made, and what comes after, since it names them.
 *
 * @param made the nodes that the plan makes by cloning another one
 */
record NodeClones(DesiredState desired, Set<VmSpec> made) {
  NodeClones {
    made = new LinkedHashSet<>(made);
  }

  static NodeClones of(DesiredState desired, PlannedChanges changes) {
    return new NodeClones(
        desired,
        desired
            .all(VmSpec.class)
            .filter(vm -> vm.from() instanceof NodeClone && isMade(changes.of(vm)))
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  private static boolean isMade(Change change) {
    return change.action() == Action.CREATE || change.action() == Action.REPLACE;
  }

  /** All that is done before a node is cloned; all there is when none is. */
  Part before() {
    return new Part(made.isEmpty() ? desired : only(resource -> !isAfter(resource)), false);
  }

  Part after() {
    return new Part(only(this::isAfter), true);
  }

  /** The nodes that are cloned. */
  List<VmSpec> sources() {
    return desired.all(VmSpec.class).filter(vm -> clonesOf(vm).findAny().isPresent()).toList();
  }

  Stream<VmSpec> clonesOf(VmSpec source) {
    return made.stream()
        .filter(vm -> vm.from() instanceof NodeClone clone && clone.vm().equals(source.path()));
  }

  private DesiredState only(Predicate<Desired> wanted) {
    return desired.only(
        desired.resources().stream()
            .filter(wanted)
            .map(Desired::address)
            .collect(Collectors.toSet()));
  }

  private boolean isAfter(Desired resource) {
    return switch (resource) {
      case VmSpec vm -> made.contains(vm);
      case HaOverrideSpec override -> names(List.of(override.vm()));
      case DrsOverrideSpec override -> names(List.of(override.vm()));
      case RuleSpec spec -> names(spec.rule().vms()) || names(spec.rule().dependsOn());
      case VAppSpec vApp -> names(vApp.starts().stream().map(VAppSpec.Start::vm).toList());
      case NodeSequenceSpec nodeSequence -> !isBefore(nodeSequence);
      case Desired.FolderSpec folder -> false;
      case Desired.PoolSpec pool -> false;
      case Desired.ItemSpec item -> false;
      case Desired.HaSpec ha -> false;
      case Desired.DrsSpec drs -> false;
      case Desired.NoRuleSpec rule -> false;
    };
  }

  /** Whether a sequence is done before the clones are made, as part of what they are to copy. */
  boolean isBefore(NodeSequenceSpec nodeSequence) {
    return nodeSequence.sequence().outcome() == Outcome.CONFIGURATION
        && sources().stream().anyMatch(vm -> vm.name().equals(nodeSequence.node().name()));
  }

  private boolean names(Collection<VmPath> vms) {
    return made.stream().map(VmSpec::path).anyMatch(vms::contains);
  }
}
