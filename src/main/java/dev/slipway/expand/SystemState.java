package dev.slipway.expand;

import dev.slipway.diag.SourceRange;
import dev.slipway.model.Address;
import dev.slipway.model.Desired;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin;
import dev.slipway.model.NodeGroup;
import dev.slipway.model.Placement;
import dev.slipway.model.Sha256;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes one desired state of those of a system's groups, so that it is planned as a whole. */
public final class SystemState {
  private SystemState() {}

  /**
   * The state of the whole. What several groups want alike, such as the folder or vSphere HA, is in
   * it once.
   *
   * @param parts of the groups, in their order; at least one
   * @param groups in the same order
   */
  public static DesiredState of(List<DesiredState> parts, List<NodeGroup> groups) {
    DesiredState first = parts.getFirst();
    Map<Address, Desired> resources = new LinkedHashMap<>();
    parts.stream()
        .flatMap(part -> part.resources().stream())
        .sorted(Comparator.comparingInt(SystemState::rank))
        .forEach(resource -> resources.putIfAbsent(resource.address(), resource));
    Map<Origin, SourceRange> origins = new LinkedHashMap<>();
    parts.forEach(part -> part.origins().forEach(origins::putIfAbsent));
    return new DesiredState(
        first.blueprint(),
        Sha256.of(
            parts.stream().map(DesiredState::digest).collect(Collectors.joining("\n"))
                + groups.stream().map(NodeGroup::after).toList()),
        placement(parts),
        parts.stream().flatMap(part -> part.nodes().stream()).toList(),
        origins,
        List.copyOf(resources.values()),
        parts.stream().flatMap(part -> part.operations().stream()).toList(),
        true,
        groups);
  }

  /** The order in which people read resources. */
  private static int rank(Desired resource) {
    return switch (resource) {
      case Desired.FolderSpec folder -> 0;
      case Desired.PoolSpec pool -> 1;
      case Desired.ItemSpec item -> 2;
      case Desired.VmSpec vm -> 3;
      case Desired.HaSpec ha -> 4;
      case Desired.NoRuleSpec rule -> 5;
      case Desired.DrsSpec drs -> 6;
      case Desired.RuleSpec rule -> 7;
      case Desired.VAppSpec vApp -> 8;
      case Desired.HaOverrideSpec override -> 9;
      case Desired.DrsOverrideSpec override -> 9;
      case Desired.NodeSequenceSpec nodeSequence -> 10;
    };
  }

  /** The place that all of them have, with the networks of all packages. */
  private static Placement placement(List<DesiredState> parts) {
    Placement place = parts.getFirst().placement();
    Map<String, String> networks = new TreeMap<>();
    parts.forEach(part -> networks.putAll(part.placement().networks()));
    return place.withNetworks(networks);
  }
}
