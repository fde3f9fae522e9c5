package dev.slipway.plan;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
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
import dev.slipway.model.NodeGroup;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedWorld;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Compares what a blueprint wants with what was observed. */
public final class Planner {
  private Planner() {}

  /** Why a group of a system has as many nodes as it has. */
  public static Diagnostic sizing(NodeGroup group) {
    return Diagnostic.note("plan/sizing", group.name() + ": " + group.sizing())
        .because(group.reason());
  }

  /** What is to be done so that the observed becomes the desired. */
  public static Plan plan(DesiredState desired, Observed observed) {
    return plan(desired, observed, Set.of());
  }

  /**
   * What is to be done so that the observed becomes the desired.
   *
   * @param replaced nodes whose VMs are destroyed and made anew, whatever state they are in
   */
  public static Plan plan(DesiredState desired, Observed observed, Set<String> replaced) {
    Diagnostics diagnostics = new Diagnostics();
    desired.groups().stream().map(Planner::sizing).forEach(diagnostics::add);
    PlacementCheck.check(desired, observed.world(), diagnostics);
    TagCheck.check(desired, observed.world(), diagnostics);
    Replacement replacement = Replacement.of(desired, observed, replaced, diagnostics);
    ObservedWorld remaining = replacement.remaining().world();
    OriginCheck.check(desired, remaining, diagnostics);
    DatastoreChoice storage = DatastoreChoice.of(desired, remaining, diagnostics);
    DesiredState placed = storage.placed();
    CloneChoice clones = CloneChoice.of(placed, remaining, diagnostics);
    List<Change> found =
        storage.explain(compare(placed, replacement.remaining(), clones, diagnostics));
    List<Change> changes =
        replacement.nodes().isEmpty()
            ? LastApplied.of(desired, observed.world()).explain(found)
            : replacement.mark(found);
    StepGraph graph =
        new ApplyGraph(
                placed,
                clones,
                changes,
                replacement,
                new Departures(desired, observed, replacement.nodes()))
            .build();
    VmRoomCheck.check(placed, remaining, deployed(graph), diagnostics);
    PrivilegeCheck.check(desired, observed.world(), graph, diagnostics);
    checkWhole(desired, diagnostics);
    Plan plan =
        new Plan(
            Plan.Operation.APPLY,
            desired.blueprint(),
            desired.digest(),
            changes,
            graph,
            diagnostics.all());
    return plan.isApplicable() ? plan : plan.withoutSteps();
  }

  /** What is desired, with the datastores that a plan chooses for the VMs to come. */
  public static DesiredState placed(DesiredState desired, Observed observed, Set<String> replaced) {
    Diagnostics unused = new Diagnostics();
    Replacement replacement = Replacement.of(desired, observed, replaced, unused);
    return DatastoreChoice.of(desired, replacement.remaining().world(), unused).placed();
  }

  /** One change for each resource, those without a change included, and the undeclared rules. */
  static List<Change> compare(
      DesiredState desired, Observed observed, CloneChoice clones, Diagnostics diagnostics) {
    VmDiffer vms = new VmDiffer(desired, observed.world(), clones, diagnostics);
    ItemDiffer items = new ItemDiffer(desired, observed.world(), diagnostics);
    ClusterDiffer cluster = new ClusterDiffer(desired, observed.world(), diagnostics);
    VAppDiffer vApps = new VAppDiffer(desired, observed.world(), diagnostics);
    Stream<Change> declared =
        desired.resources().stream()
            .map(resource ->
                switch (resource) {
                  case FolderSpec folder -> vms.diff(folder);
                  case PoolSpec pool -> PoolDiffer.diff(pool, observed.world());
                  case ItemSpec item -> items.diff(item);
                  case VmSpec vm -> vms.diff(vm);
                  case HaSpec ha -> cluster.diff(ha);
                  case DrsSpec drs -> cluster.diff(drs);
                  case HaOverrideSpec override -> cluster.diff(override);
                  case DrsOverrideSpec override -> cluster.diff(override);
                  case RuleSpec rule -> cluster.diff(rule);
                  case NoRuleSpec rule -> cluster.diff(rule);
                  case VAppSpec vApp -> vApps.diff(vApp);
                  case NodeSequenceSpec nodeSequence -> SequenceDiffer.diff(nodeSequence, observed);
                });
    return Stream.concat(declared, cluster.undeclared().stream()).toList();
  }

  /** Warns of a plan that leaves something out. */
  static void checkWhole(DesiredState desired, Diagnostics diagnostics) {
    if (!desired.whole()) {
      diagnostics.add(
          Diagnostic.warning("plan/partial", "this is a part of the blueprint only")
              .because("--target or --exclude leaves the rest unseen, whatever state it is in.")
              .advise("Plan the whole blueprint afterwards."));
    }
  }

  private static List<VmSpec> deployed(StepGraph graph) {
    return graph.nodes().stream()
        .flatMap(node ->
            node.step() instanceof Step.DeployVm(VmSpec vm, String ours)
                ? Stream.of(vm)
                : node.step() instanceof Step.CloneVm(VmSpec clone, VmSpec source, String mark)
                    ? Stream.of(clone)
                    : Stream.empty())
        .toList();
  }

  /** What is to be done to run an operation on nodes that are there. */
  public static Plan planSequence(
      DesiredState desired, Observed observed, String sequence, Set<String> nodes) {
    return new SequencePlanner(desired, observed).plan(sequence, nodes);
  }

  /** What is to be done so that nothing of the blueprint remains, and nothing else is touched. */
  public static Plan planDestroy(DesiredState desired, Observed observed) {
    return new DestroyPlanner(desired, observed).plan();
  }
}
