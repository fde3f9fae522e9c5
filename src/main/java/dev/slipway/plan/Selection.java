package dev.slipway.plan;

import dev.slipway.model.Address;
import dev.slipway.model.Desired;
import dev.slipway.model.Desired.DrsOverrideSpec;
import dev.slipway.model.Desired.DrsSpec;
import dev.slipway.model.Desired.FolderSpec;
import dev.slipway.model.Desired.HaOverrideSpec;
import dev.slipway.model.Desired.HaSpec;
import dev.slipway.model.Desired.ItemSpec;
import dev.slipway.model.Desired.NoRuleSpec;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.PoolSpec;
import dev.slipway.model.Desired.RuleSpec;
import dev.slipway.model.Desired.VAppSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Placement;
import dev.slipway.model.ResourceKind;
import dev.slipway.model.SequenceSpec.Outcome;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which resources of a blueprint a plan is about. Making a resource needs all that it rests on, so
 * that comes along; leaving one out leaves out all that rests on it. Removing is the other way
 * round.
 *
 * @param targets the resources wanted; empty for all
 * @param excluded the resources not wanted
 */
public record Selection(Set<Address> targets, Set<Address> excluded) {
  public Selection {
    targets = Set.copyOf(targets);
    excluded = Set.copyOf(excluded);
  }

  /** What is selected for an apply. */
  public DesiredState toMake(DesiredState desired) {
    if (targets.isEmpty() && excluded.isEmpty()) {
      return desired;
    }
    Map<Address, Set<Address>> foundations = foundations(desired);
    desired
        .all(VmSpec.class)
        .filter(vm -> vm.from() instanceof VmSource.NodeClone)
        .forEach(vm -> foundations.merge(vm.address(), cloned(vm, desired), Selection::both));
    return select(desired, foundations, reversed(foundations));
  }

  /** What is selected for a destroy. */
  public DesiredState toRemove(DesiredState desired) {
    Map<Address, Set<Address>> foundations = foundations(desired);
    return select(desired, reversed(foundations), foundations);
  }

  /** A clone rests on its source, set up, for as long as it is not there. */
  private static Set<Address> cloned(VmSpec vm, DesiredState desired) {
    Set<Address> below = new HashSet<>();
    if (vm.from() instanceof VmSource.NodeClone source) {
      below.add(vm(source.vm().name()));
      desired
          .all(NodeSequenceSpec.class)
          .filter(nodeSequence ->
              nodeSequence.sequence().outcome() == Outcome.CONFIGURATION
                  && nodeSequence.node().name().equals(source.vm().name()))
          .map(NodeSequenceSpec::address)
          .forEach(below::add);
    }
    return below;
  }

  private static Set<Address> both(Set<Address> some, Set<Address> others) {
    Set<Address> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  private DesiredState select(
      DesiredState desired,
      Map<Address, Set<Address>> comeAlong,
      Map<Address, Set<Address>> stayAway) {
    Set<Address> wanted = targets.isEmpty() ? foundations(desired).keySet() : targets;
    Set<Address> selected = closure(wanted, comeAlong);
    selected.removeAll(closure(excluded, stayAway));
    return desired.only(selected);
  }

  private static Set<Address> closure(Set<Address> from, Map<Address, Set<Address>> next) {
    Set<Address> all = new HashSet<>();
    List<Address> open = List.copyOf(from);
    while (!open.isEmpty()) {
      open =
          open.stream()
              .filter(all::add)
              .flatMap(address -> next.getOrDefault(address, Set.of()).stream())
              .toList();
    }
    return all;
  }

  private static Map<Address, Set<Address>> reversed(Map<Address, Set<Address>> foundations) {
    Map<Address, Set<Address>> resting = new HashMap<>();
    foundations.forEach((address, below) ->
        below.forEach(each -> resting.computeIfAbsent(each, key -> new HashSet<>()).add(address)));
    return resting;
  }

  /** What each resource rests on. */
  private static Map<Address, Set<Address>> foundations(DesiredState desired) {
    Map<Address, Set<Address>> foundations = new HashMap<>();
    desired
        .resources()
        .forEach(resource -> foundations.put(resource.address(), foundations(resource)));
    return foundations;
  }

  private static Set<Address> foundations(Desired resource) {
    return switch (resource) {
      case FolderSpec folder -> Set.of();
      case PoolSpec pool -> Set.of();
      case ItemSpec item -> Set.of();
      case VmSpec vm -> {
        Set<Address> below = new HashSet<>();
        below.add(new Address(ResourceKind.FOLDER, vm.placement().folder()));
        below.add(pool(vm.placement()));
        if (vm.from() instanceof VmSource.UploadedItem from) {
          below.add(new ItemSpec(from.upload()).address());
        }
        yield below;
      }
      case HaSpec ha -> Set.of();
      case DrsSpec drs -> Set.of();
      case HaOverrideSpec override -> Set.of(vm(override.vm().name()));
      case DrsOverrideSpec override -> Set.of(vm(override.vm().name()));
      case RuleSpec spec -> {
        Set<Address> below = new HashSet<>();
        below.add(new Address(ResourceKind.DRS, spec.cluster()));
        Stream.concat(spec.rule().vms().stream(), spec.rule().dependsOn().stream())
            .map(VmPath::name)
            .map(Selection::vm)
            .forEach(below::add);
        yield below;
      }
      case NoRuleSpec rule -> Set.of();
      case VAppSpec spec -> {
        Set<Address> below = new HashSet<>();
        below.add(new Address(ResourceKind.DRS, spec.placement().cluster()));
        spec.starts().forEach(start -> below.add(vm(start.vm().name())));
        yield below;
      }
      case NodeSequenceSpec nodeSequence -> {
        Set<Address> below = new HashSet<>();
        Stream<String> names = nodeSequence.nodes().stream().map(node -> node.name());
        names.map(Selection::vm).forEach(below::add);
        yield below;
      }
    };
  }

  private static Address pool(Placement placement) {
    return new PoolSpec(
            placement.datacenter(),
            placement.computeResource(),
            placement.resourcePool(),
            Settings.NONE)
        .address();
  }

  private static Address vm(String name) {
    return new Address(ResourceKind.VM, name);
  }
}
