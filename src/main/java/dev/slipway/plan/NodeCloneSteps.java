package dev.slipway.plan;

import dev.slipway.model.Desired.VmSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps that clone nodes which are set up by then. Each source is off for as long as that
 * takes, and back before its clones begin to run.
 */
final class NodeCloneSteps {
  private final String blueprint;
  private final PlannedChanges changes;
  private final NodeClones clones;
  private final RemovalSteps removals;
  private final CreationSteps creations;
  private final ReturnSteps returns;
  private final GraphBuilder graph;

  NodeCloneSteps(
      String blueprint,
      PlannedChanges changes,
      NodeClones clones,
      RemovalSteps removals,
      CreationSteps creations,
      ReturnSteps returns,
      GraphBuilder graph) {
    this.blueprint = blueprint;
    this.changes = changes;
    this.clones = clones;
    this.removals = removals;
    this.creations = creations;
    this.returns = returns;
    this.graph = graph;
  }

  /**
   * Adds all of them after all steps there are.
   *
   * @return the ids of the last ones
   */
  List<String> add() {
    List<String> before = graph.ends();
    return clones.sources().stream().flatMap(source -> add(source, before).stream()).toList();
  }

  private List<String> add(VmSpec source, List<String> before) {
    List<VmSpec> made = clones.clonesOf(source).toList();
    List<String> gone = new ArrayList<>(before);
    made.forEach(vm -> gone.addAll(removals.add(vm, before)));
    List<String> off = List.of(graph.add(new Step.ShutDownToClone(source, blueprint), gone));
    List<String> copies =
        made.stream().map(vm -> graph.add(new Step.DeployVm(vm, blueprint), off)).toList();
    List<String> last = new ArrayList<>();
    for (int index = 0; index < copies.size(); index++) {
      last.add(creations.complete(made.get(index), copies.get(index)));
    }
    last.add(backAgain(source, copies));
    return last;
  }

  /** What sequences made of a node before, or in this run, it has to become again. */
  private String backAgain(VmSpec source, List<String> copies) {
    return returns.add(
        source,
        nodeSequence -> !changes.isPending(nodeSequence) || clones.isBefore(nodeSequence),
        graph.add(new Step.PowerOnAfterClone(source), copies));
  }
}
