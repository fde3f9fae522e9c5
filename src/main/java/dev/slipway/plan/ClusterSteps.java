package dev.slipway.plan;

import dev.slipway.model.Address;
import dev.slipway.model.ClusterReconfiguration;
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
import dev.slipway.model.Placement;
import dev.slipway.model.ResourceKind;
import dev.slipway.model.Settings;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The steps that tell a cluster of the VMs that are made: one for its settings, overrides and rules
 * together, and then their vApp.
 */
final class ClusterSteps {
  private final PlannedChanges changes;
  private final GraphBuilder graph;

  ClusterSteps(PlannedChanges changes, GraphBuilder graph) {
    this.changes = changes;
    this.graph = graph;
  }

  /**
   * Adds those of a part.
   *
   * @return the ids of the last ones, or {@code before} when there is none
   */
  List<String> add(Part part, List<String> before) {
    return arrangeVApp(part, reconfigure(part, before));
  }

  private List<String> reconfigure(Part part, List<String> before) {
    List<Address> gone = part.ofClones() ? List.of() : rulesToRemove();
    List<Address> addresses =
        Stream.concat(
                changes
                    .pending(part.desired(), Desired.class)
                    .filter(ClusterSteps::isOfCluster)
                    .map(Desired::address),
                gone.stream())
            .toList();
    return addresses.isEmpty()
        ? before
        : List.of(
            graph.add(
                new Step.ReconfigureCluster(
                    reconfiguration(part, gone), addresses, part.ofClones()),
                before));
  }

  private ClusterReconfiguration reconfiguration(Part part, List<Address> gone) {
    Placement placement = part.desired().placement();
    return new ClusterReconfiguration(
        placement.datacenter(),
        placement.cluster(),
        pending(part, HaSpec.class).map(HaSpec::settings).findFirst().orElse(Settings.NONE),
        pending(part, DrsSpec.class).map(DrsSpec::settings).findFirst().orElse(Settings.NONE),
        pending(part, HaOverrideSpec.class)
            .collect(Collectors.toMap(HaOverrideSpec::vm, HaOverrideSpec::settings)),
        pending(part, DrsOverrideSpec.class)
            .collect(Collectors.toMap(DrsOverrideSpec::vm, DrsOverrideSpec::settings)),
        pending(part, RuleSpec.class).map(RuleSpec::rule).toList(),
        gone.stream().map(Address::name).toList());
  }

  private List<Address> rulesToRemove() {
    return changes
        .all()
        .filter(change -> change.action() == Action.DELETE)
        .map(Change::address)
        .filter(address -> address.kind() == ResourceKind.RULE)
        .toList();
  }

  private static boolean isOfCluster(Desired resource) {
    return switch (resource) {
      case HaSpec ha -> true;
      case DrsSpec drs -> true;
      case HaOverrideSpec override -> true;
      case DrsOverrideSpec override -> true;
      case RuleSpec rule -> true;
      case NoRuleSpec rule -> false;
      case FolderSpec folder -> false;
      case PoolSpec pool -> false;
      case ItemSpec item -> false;
      case VmSpec vm -> false;
      case VAppSpec vApp -> false;
      case NodeSequenceSpec nodeSequence -> false;
    };
  }

  private List<String> arrangeVApp(Part part, List<String> before) {
    List<String> last = before;
    for (VAppSpec vApp : pending(part, VAppSpec.class).toList()) {
      last = List.of(graph.add(new Step.ArrangeVApp(vApp, part.desired().blueprint()), last));
    }
    return last;
  }

  private <T extends Desired> Stream<T> pending(Part part, Class<T> kind) {
    return changes.pending(part.desired(), kind);
  }
}
