package dev.slipway.plan;

import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeGroup;
import dev.slipway.model.NodeTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Builds the steps of an apply in the order of DESIGN.md, decision 8: deploy powered off, mark,
 * read back, configure the cluster, power on, wait for the address, run the sequences.
 */
final class ApplyGraph {
  private final DesiredState desired;
  private final PlannedChanges changes;
  private final NodeClones nodeClones;
  private final GraphBuilder graph = new GraphBuilder();
  private final FoundationSteps foundations;
  private final CreationSteps creations;
  private final UpdateSteps updates;
  private final NodeCloneSteps cloning;
  private final ClusterSteps cluster;
  private final StartSteps starts;
  private final SeparationSteps separations;
  private final SnapshotSteps snapshots;
  private final SequenceGraph sequences;

  /** Ids of the steps after which a group is ready, by its name. */
  private final Map<String, List<String>> ready = new HashMap<>();

  ApplyGraph(
      DesiredState desired,
      CloneChoice clones,
      List<Change> planned,
      Replacement replacement,
      Departures departures) {
    this.desired = desired;
    changes = new PlannedChanges(planned);
    nodeClones = NodeClones.of(desired, changes);
    String blueprint = desired.blueprint();
    RemovalSteps removals = new RemovalSteps(blueprint, changes, replacement, departures, graph);
    ReturnSteps returns = new ReturnSteps(desired, graph);
    foundations = new FoundationSteps(desired, changes, graph);
    creations = new CreationSteps(desired, clones, foundations, removals, graph);
    snapshots = new SnapshotSteps(blueprint, new Snapshots(desired, changes), graph);
    updates = new UpdateSteps(blueprint, changes, snapshots, returns, graph);
    cloning =
        new NodeCloneSteps(blueprint, changes, nodeClones, removals, creations, returns, graph);
    cluster = new ClusterSteps(changes, graph);
    starts = new StartSteps(desired, changes, graph);
    separations = new SeparationSteps(desired, changes, graph);
    sequences = new SequenceGraph(graph);
  }

  StepGraph build() {
    List<String> places = foundations.add();
    Part first = nodeClones.before();
    bringUp(first, makeOrUpdate(first, places));
    if (!nodeClones.made().isEmpty()) {
      bringUp(nodeClones.after(), cloning.add());
    }
    snapshots.addRemoval();
    return graph.build();
  }

  private List<String> makeOrUpdate(Part part, List<String> places) {
    List<String> deployed = new ArrayList<>();
    changes
        .pending(part.desired(), VmSpec.class)
        .forEach(vm -> {
          if (changes.of(vm).action() == Action.UPDATE) {
            updates.add(vm, places).ifPresent(deployed::add);
          } else {
            deployed.add(creations.add(vm, places));
          }
        });
    return deployed;
  }

  /** From VMs that are made to nodes that are set up. */
  private void bringUp(Part part, List<String> deployed) {
    List<String> configured = cluster.add(part, creations.configure(deployed));
    stages().forEach(stage -> bringUp(part, stage, configured));
  }

  /** The groups of a system, or all nodes as one. */
  private List<NodeGroup> stages() {
    return desired.groups().isEmpty()
        ? List.of(
            new NodeGroup(
                "",
                Stream.concat(
                        desired.nodes().stream().map(NodeTarget::name),
                        desired.all(VmSpec.class).map(VmSpec::name))
                    .distinct()
                    .toList(),
                List.of(),
                "",
                ""))
        : desired.groups();
  }

  /** Starts the nodes of a group when those that it comes after are ready, and sets them up. */
  private void bringUp(Part part, NodeGroup stage, List<String> configured) {
    List<String> before =
        stage.after().stream()
            .flatMap(group -> ready.getOrDefault(group, configured).stream())
            .distinct()
            .toList();
    List<String> after = before.isEmpty() ? configured : before;
    List<String> started = starts.add(part, stage, after);
    List<String> running = started.isEmpty() ? after : started;
    separations.add(part, stage, running);
    ready.put(stage.name(), runSequences(part, stage, running));
  }

  /** One sequence after another: they meet on the same node. */
  private List<String> runSequences(Part part, NodeGroup stage, List<String> running) {
    List<NodeSequenceSpec> pending =
        changes
            .pending(part.desired(), NodeSequenceSpec.class)
            .filter(nodeSequence -> stage.nodes().contains(nodeSequence.node().name()))
            .toList();
    List<String> before = snapshots.addBeforeCommands(pending, running);
    for (NodeSequenceSpec nodeSequence : pending) {
      before = sequences.add(nodeSequence, before);
    }
    return before;
  }
}
