package dev.slipway.plan;

import dev.slipway.model.Address;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.Desired;
import dev.slipway.model.Desired.DrsOverrideSpec;
import dev.slipway.model.Desired.DrsSpec;
import dev.slipway.model.Desired.FolderSpec;
import dev.slipway.model.Desired.HaOverrideSpec;
import dev.slipway.model.Desired.HaSpec;
import dev.slipway.model.Desired.ItemSpec;
import dev.slipway.model.Desired.MembershipSpec;
import dev.slipway.model.Desired.NoRuleSpec;
import dev.slipway.model.Desired.PoolSpec;
import dev.slipway.model.Desired.RuleSpec;
import dev.slipway.model.Desired.VAppSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeGroup;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.PackageUpload;
import dev.slipway.model.ResourceKind;
import dev.slipway.model.RuleType;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Builds the steps of an apply in the order of DESIGN.md, decision 8: deploy powered off, mark,
 * read back, configure the cluster, power on, wait for the address, run the sequences.
 */
final class ApplyGraph {
  /** DRS looks at a cluster every minute, older releases every five. */
  private static final Duration SEPARATION_TIMEOUT = Duration.ofMinutes(10);

  private final DesiredState desired;
  private final CloneChoice clones;
  private final Replacement replacement;
  private final Departures departures;
  private final Snapshots snapshots;
  private final NodeClones nodeClones;

  /** What is due: everything, or what comes before the nodes that are cloned, and then the rest. */
  private DesiredState part;

  private boolean late;
  private final Map<Address, Change> changes = new LinkedHashMap<>();
  private final List<StepGraph.Node> nodes = new ArrayList<>();
  private final SequenceGraph sequences = new SequenceGraph(nodes);

  /** Ids of the last steps of the stage before, which the next stage waits for. */
  private final List<String> deployed = new ArrayList<>();

  /** Ids of the uploads to content libraries, by what is deployed from there. */
  private final Map<PackageUpload, String> uploaded = new HashMap<>();

  /** Ids of the last steps of nodes that are restarted. */
  private final List<String> restarted = new ArrayList<>();

  private final List<String> configured = new ArrayList<>();

  /** Ids of the steps after which a group is ready, by its name. */
  private final Map<String, List<String>> ready = new HashMap<>();

  /** Names of the nodes of the groups so far. */
  private final Set<String> staged = new HashSet<>();

  /** The rules whose proof is in its place. */
  private final Set<RuleSpec> separated = new HashSet<>();

  private final Set<VmSpec> snapshotted = new LinkedHashSet<>();

  /** Ids of the steps after which a VM can be cloned. */
  private final Map<VmSpec, String> whole = new LinkedHashMap<>();

  ApplyGraph(
      DesiredState desired,
      CloneChoice clones,
      List<Change> changes,
      Replacement replacement,
      Departures departures) {
    this.desired = desired;
    this.clones = clones;
    this.replacement = replacement;
    this.departures = departures;
    changes.forEach(change -> this.changes.put(change.address(), change));
    this.snapshots = new Snapshots(desired, this.changes);
    this.nodeClones = NodeClones.of(desired, this.changes);
    this.part = nodeClones.before();
  }

  StepGraph build() {
    List<String> places = new ArrayList<>();
    desired
        .all(FolderSpec.class)
        .filter(this::isPending)
        .forEach(
            spec -> places.add(add(new Step.CreateFolder(spec, desired.blueprint()), List.of())));
    desired
        .all(PoolSpec.class)
        .filter(this::isPending)
        .forEach(spec -> places.add(add(makeOrConfigure(spec), List.of())));
    desired
        .all(ItemSpec.class)
        .filter(this::isPending)
        .forEach(spec -> uploaded.put(spec.upload(), add(new Step.UploadItem(spec), List.of())));
    part.all(VmSpec.class).filter(this::isPending).forEach(vm -> deploy(vm, places));
    bringUp();
    if (!nodeClones.made().isEmpty()) {
      cloneNodes(places);
      bringUp();
    }
    removeSnapshots();
    return new StepGraph(nodes);
  }

  /** From VMs that are made to nodes that are set up, of the part that is due. */
  private void bringUp() {
    configureNew();
    configureCluster();
    arrangeVApp();
    stages().forEach(this::bringUp);
  }

  /**
   * Makes the clones of nodes that are set up by now: each source is off for as long as that takes,
   * and back before the clones begin to run.
   */
  private void cloneNodes(List<String> places) {
    List<String> done = ends();
    part = nodeClones.after();
    late = true;
    List.of(deployed, restarted, configured).forEach(List::clear);
    whole.clear();
    for (VmSpec source : nodeClones.sources()) {
      List<VmSpec> made = nodeClones.clonesOf(source).toList();
      List<String> off = new ArrayList<>();
      List<String> gone = new ArrayList<>(done.isEmpty() ? places : done);
      made.forEach(vm -> gone.addAll(removed(vm, done.isEmpty() ? places : done)));
      off.add(add(new Step.ShutDownToClone(source, desired.blueprint()), gone));
      List<String> copies =
          made.stream().map(vm -> add(new Step.DeployVm(vm, desired.blueprint()), off)).toList();
      for (int index = 0; index < copies.size(); index++) {
        complete(made.get(index), copies.get(index));
      }
      deployed.add(backAgain(source, copies));
    }
  }

  /** What a node was a member of before, or became in this run, it has to become again. */
  private String backAgain(VmSpec source, List<String> copies) {
    String last = add(new Step.PowerOnAfterClone(source), copies);
    for (MembershipSpec membership : desired.all(MembershipSpec.class).toList()) {
      if (concerns(membership, source)
          && (!isPending(membership) || nodeClones.isBefore(membership))) {
        last = add(new Step.AwaitReturn(membership, source.name()), List.of(last));
      }
    }
    return last;
  }

  /** The steps that nothing waits for yet. */
  private List<String> ends() {
    Set<String> last = new LinkedHashSet<>();
    nodes.forEach(node -> last.add(node.step().id()));
    nodes.forEach(node -> last.removeAll(node.dependsOn()));
    return List.copyOf(last);
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
  private void bringUp(NodeGroup stage) {
    List<String> before =
        stage.after().stream()
            .flatMap(group -> ready.getOrDefault(group, configured).stream())
            .distinct()
            .toList();
    List<String> after = before.isEmpty() ? List.copyOf(configured) : before;
    List<String> started = startInOrder(stage, after);
    staged.addAll(stage.nodes());
    awaitSeparation(started.isEmpty() ? after : started);
    ready.put(stage.name(), runSequences(stage, started.isEmpty() ? after : started));
  }

  private Step makeOrConfigure(PoolSpec pool) {
    return Objects.requireNonNull(changes.get(pool.address())).action() == Action.CREATE
        ? new Step.CreatePool(pool, desired.blueprint())
        : new Step.ConfigurePool(pool);
  }

  private void deploy(VmSpec vm, List<String> places) {
    Change change = Objects.requireNonNull(changes.get(vm.address()));
    if (change.action() == Action.UPDATE) {
      update(vm, change, places);
      return;
    }
    List<String> before = removed(vm, places);
    complete(
        vm,
        clones
            .sourceOf(vm)
            .map(source -> cloneFrom(source, vm, before))
            .orElseGet(() -> add(new Step.DeployVm(vm, desired.blueprint()), present(vm, before))));
  }

  /** What a VM is deployed from is there after these. */
  private List<String> present(VmSpec vm, List<String> before) {
    String upload =
        vm.from() instanceof VmSource.UploadedItem from ? uploaded.get(from.upload()) : null;
    return upload == null ? before : Stream.concat(before.stream(), Stream.of(upload)).toList();
  }

  /** What stands in the way of a VM that is made is gone after these. */
  private List<String> removed(VmSpec vm, List<String> places) {
    if (Objects.requireNonNull(changes.get(vm.address())).action() != Action.REPLACE) {
      return places;
    }
    return List.of(
        replacement.nodes().contains(vm.name())
            ? remove(vm, places)
            : add(new Step.DiscardHalfMadeVm(vm, desired.blueprint()), places));
  }

  private void complete(VmSpec vm, String made) {
    String mark = add(new Step.MarkVm(vm, desired.blueprint()), List.of(made));
    String last =
        vm.properties().isEmpty() ? mark : add(new Step.VerifyProperties(vm), List.of(mark));
    whole.put(vm, last);
    deployed.add(last);
  }

  /** All is powered on after all is deployed, so the source is off as long as it is needed. */
  private String cloneFrom(VmSpec source, VmSpec vm, List<String> before) {
    List<String> after = new ArrayList<>(before);
    after.add(whole.getOrDefault(source, ""));
    return add(new Step.CloneVm(vm, source, desired.blueprint()), after);
  }

  /** After all is deployed, so that no clone takes over the settings of its source. */
  private void configureNew() {
    List<String> after = List.copyOf(deployed);
    whole.keySet().stream()
        .filter(vm -> !vm.settings().setNothing())
        .forEach(vm -> deployed.add(add(new Step.ConfigureVm(vm, desired.blueprint()), after)));
  }

  /** Nodes that need a restart go one after another, each when the one before is back. */
  private void update(VmSpec vm, Change change, List<String> places) {
    if (change.impact() == Impact.POWER_CYCLE) {
      List<String> before = restarted.isEmpty() ? places : List.of(restarted.getLast());
      String off = add(new Step.PowerOffVm(vm.name(), vm.path(), desired.blueprint()), before);
      String configured = configure(vm, change, List.of(off));
      String on = add(new Step.PowerOnVm(vm), List.of(configured));
      String last = add(new Step.AwaitAddress(vm, vm.addressTimeout()), List.of(on));
      for (MembershipSpec membership :
          desired.all(MembershipSpec.class).filter(each -> returns(vm, each)).toList()) {
        last = add(new Step.AwaitReturn(membership, vm.name()), List.of(last));
      }
      restarted.add(last);
      deployed.add(last);
    } else if (change.attributes().stream().anyMatch(ApplyGraph::isSetting)) {
      deployed.add(configure(vm, change, places));
    }
  }

  private String configure(VmSpec vm, Change change, List<String> before) {
    return add(
        new Step.ConfigureVm(vm, desired.blueprint()),
        snapshots.isNeededBefore(vm, change) ? List.of(takeSnapshot(vm, before)) : before);
  }

  private String takeSnapshot(VmSpec vm, List<String> before) {
    snapshotted.add(vm);
    return add(new Step.TakeSnapshot(vm.name(), vm.path(), desired.blueprint()), before);
  }

  /** Whether a membership that was there is interrupted by the restart of a node. */
  private boolean returns(VmSpec vm, MembershipSpec membership) {
    return concerns(membership, vm) && !isPending(membership);
  }

  private static boolean concerns(MembershipSpec membership, VmSpec vm) {
    return membership.node().name().equals(vm.name())
        || membership.nodeFor(membership.sequence().proof()).name().equals(vm.name());
  }

  private static boolean isSetting(AttributeChange attribute) {
    return !isOfRunning(attribute) && !attribute.path().equals(VmDiffer.SNAPSHOT);
  }

  /** Whether an attribute is a matter of power and address, not of settings. */
  private static boolean isOfRunning(AttributeChange attribute) {
    return VmDiffer.RUNNING.contains(attribute.path());
  }

  /** Nothing is destroyed before the others have noticed that the node is gone. */
  private String remove(VmSpec vm, List<String> before) {
    List<String> left = before;
    for (MembershipSpec leaving : departures.leaving(vm.name())) {
      left = sequences.add(leaving, left);
    }
    String last = add(new Step.PowerOffVm(vm.name(), vm.path(), desired.blueprint()), left);
    for (MembershipSpec membership : departures.ending(vm.name()).toList()) {
      last = add(new Step.AwaitDeparture(membership), List.of(last));
    }
    return add(new Step.DestroyVm(vm.name(), vm.path(), desired.blueprint()), List.of(last));
  }

  private void configureCluster() {
    Settings ha = Settings.NONE;
    Settings drs = Settings.NONE;
    Map<VmPath, Settings> haOverrides = new HashMap<>();
    Map<VmPath, Settings> drsOverrides = new HashMap<>();
    List<ClusterRule> putRules = new ArrayList<>();
    List<String> removeRules = new ArrayList<>();
    List<Address> addresses = new ArrayList<>();
    for (Desired resource : part.resources()) {
      if (!isPending(resource)) {
        continue;
      }
      switch (resource) {
        case HaSpec spec -> ha = spec.settings();
        case DrsSpec spec -> drs = spec.settings();
        case HaOverrideSpec spec -> haOverrides.put(spec.vm(), spec.settings());
        case DrsOverrideSpec spec -> drsOverrides.put(spec.vm(), spec.settings());
        case RuleSpec spec -> putRules.add(spec.rule());
        case NoRuleSpec rule -> {
          continue;
        }
        case FolderSpec folder -> {
          continue;
        }
        case PoolSpec pool -> {
          continue;
        }
        case ItemSpec item -> {
          continue;
        }
        case VmSpec vm -> {
          continue;
        }
        case VAppSpec vApp -> {
          continue;
        }
        case MembershipSpec membership -> {
          continue;
        }
      }
      addresses.add(resource.address());
    }
    changes.values().stream()
        .filter(change -> change.action() == Action.DELETE && !isLate())
        .map(Change::address)
        .filter(address -> address.kind() == ResourceKind.RULE)
        .forEach(address -> {
          removeRules.add(address.name());
          addresses.add(address);
        });
    if (!addresses.isEmpty()) {
      ClusterReconfiguration change =
          new ClusterReconfiguration(
              desired.placement().datacenter(),
              desired.placement().cluster(),
              ha,
              drs,
              haOverrides,
              drsOverrides,
              putRules,
              removeRules);
      configured.add(add(new Step.ReconfigureCluster(change, addresses, isLate()), deployed));
    } else {
      configured.addAll(deployed);
    }
  }

  private void arrangeVApp() {
    for (VAppSpec vApp : part.all(VAppSpec.class).filter(this::isPending).toList()) {
      List<String> before = List.copyOf(configured);
      configured.clear();
      configured.add(add(new Step.ArrangeVApp(vApp, desired.blueprint()), before));
    }
  }

  /** The nodes of one place when those before them run. */
  private List<String> startInOrder(NodeGroup stage, List<String> first) {
    StartPlaces places = new StartPlaces(desired);
    List<String> running = new ArrayList<>();
    List<String> before = first;
    List<VmSpec> starting =
        part.all(VmSpec.class)
            .filter(vm -> stage.nodes().contains(vm.name()) && starts(vm))
            .toList();
    for (Map.Entry<Integer, List<VmSpec>> place : places.inOrder(starting).entrySet()) {
      if (!running.isEmpty() && !isLate()) {
        List<String> run = List.copyOf(running);
        before =
            places
                .delayAfter(place.getKey() - 1)
                .map(delay -> List.of(add(delay, run)))
                .orElse(run);
      }
      for (VmSpec vm : place.getValue()) {
        running.add(start(vm, before));
      }
    }
    return running;
  }

  private boolean starts(VmSpec vm) {
    Change change = Objects.requireNonNull(changes.get(vm.address()));
    return change.isPending()
        && (change.action() != Action.UPDATE
            || (change.impact() != Impact.POWER_CYCLE
                && change.attributes().stream().anyMatch(ApplyGraph::isOfRunning)));
  }

  private String start(VmSpec vm, List<String> before) {
    String powerOn = add(new Step.PowerOnVm(vm), before);
    return add(new Step.AwaitAddress(vm, vm.addressTimeout()), List.of(powerOn));
  }

  /**
   * The proof of placement when the last VM of a rule is up, where this run starts one of them or
   * changes the rule.
   */
  private void awaitSeparation(List<String> before) {
    part.all(RuleSpec.class)
        .filter(spec -> spec.rule().type() == RuleType.ANTI_AFFINITY)
        .filter(spec ->
            spec.rule().vms().stream().allMatch(vm -> staged.contains(vm.name()))
                && separated.add(spec))
        .filter(spec ->
            isPending(spec)
                || desired
                    .all(VmSpec.class)
                    .filter(this::isPending)
                    .anyMatch(vm -> spec.rule().vms().contains(vm.path())))
        .forEach(spec ->
            add(
                new Step.AwaitSeparation(spec.rule(), desired.placement(), SEPARATION_TIMEOUT),
                before));
  }

  /** One sequence after another: they meet on the same node. */
  private List<String> runSequences(NodeGroup stage, List<String> running) {
    List<MembershipSpec> pending =
        part.all(MembershipSpec.class)
            .filter(membership ->
                stage.nodes().contains(membership.node().name()) && isPending(membership))
            .toList();
    List<String> before = snapshotsBefore(pending, running);
    for (MembershipSpec membership : pending) {
      before = sequences.add(membership, before);
    }
    return before;
  }

  private List<String> snapshotsBefore(List<MembershipSpec> pending, List<String> before) {
    List<String> taken =
        snapshots.beforeCommands(pending).stream()
            .filter(vm -> !snapshotted.contains(vm))
            .map(vm -> takeSnapshot(vm, before))
            .toList();
    return taken.isEmpty() ? before : taken;
  }

  /** After all that this run does, so that a run which is cut short keeps them. */
  private void removeSnapshots() {
    List<String> last = ends();
    snapshotted.addAll(snapshots.left());
    snapshotted.forEach(
        vm -> add(new Step.RemoveSnapshot(vm.name(), vm.path(), desired.blueprint()), last));
  }

  /** Whether the clones of nodes that are set up are what is due. */
  private boolean isLate() {
    return late;
  }

  private boolean isPending(Desired resource) {
    Change change = changes.get(resource.address());
    return change != null && change.isPending();
  }

  private String add(Step step, List<String> dependsOn) {
    nodes.add(new StepGraph.Node(step, dependsOn));
    return step.id();
  }
}
