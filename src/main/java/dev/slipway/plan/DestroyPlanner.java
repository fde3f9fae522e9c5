package dev.slipway.plan;

import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Address;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.Desired.DrsOverrideSpec;
import dev.slipway.model.Desired.FolderSpec;
import dev.slipway.model.Desired.HaOverrideSpec;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.PoolSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Marks;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.ObservedPool;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld.ObservedFolder;
import dev.slipway.model.ResourceKind;
import dev.slipway.model.RuleType;
import dev.slipway.model.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Plans the removal of what is ours, in the reverse order of its making: rule, VMs, folder.
 * Settings of the cluster itself stay, for others may rely on them by now.
 */
final class DestroyPlanner {
  private static final String STAYS_WHEN_USED = "it is ours; it stays when something else is in it";

  private final DesiredState desired;
  private final Observed observed;
  private final Diagnostics diagnostics = new Diagnostics();
  private final List<Change> changes = new ArrayList<>();
  private final GraphBuilder graph = new GraphBuilder();

  DestroyPlanner(DesiredState desired, Observed observed) {
    this.desired = desired;
    this.observed = observed;
  }

  Plan plan() {
    Map<String, ObservedVm> own = new HashMap<>();
    desired
        .all(VmSpec.class)
        .map(VmSpec::name)
        .flatMap(name -> observed.world().vm(name).stream())
        .filter(vm ->
            vm.belongsTo(desired.blueprint(), vm.name())
                || vm.isHalfMade(desired.blueprint(), vm.name()))
        .forEach(vm -> own.put(vm.name(), vm));
    desired
        .all(NodeSequenceSpec.class)
        .filter(nodeSequence -> own.containsKey(nodeSequence.node().name()))
        .forEach(nodeSequence ->
            changes.add(Change.delete(nodeSequence.address(), Impact.NONE, "it goes with its VM")));
    List<String> before = removeRules(own);
    desired
        .all(HaOverrideSpec.class)
        .filter(override -> isIn(ObservedCluster::haOverrides, own.get(override.vm().name())))
        .forEach(override ->
            changes.add(Change.delete(override.address(), Impact.NONE, "it goes with its VM")));
    desired
        .all(DrsOverrideSpec.class)
        .filter(override -> isIn(ObservedCluster::drsOverrides, own.get(override.vm().name())))
        .forEach(override ->
            changes.add(Change.delete(override.address(), Impact.NONE, "it goes with its VM")));
    Departures departures = new Departures(desired, observed, own.keySet());
    List<String> destroyed = new ArrayList<>();
    for (VmSpec vm : desired.all(VmSpec.class).toList().reversed()) {
      ObservedVm seen = own.get(vm.name());
      if (seen != null && Protection.forbids(vm, seen)) {
        diagnostics.add(Protection.problem(desired, vm));
        changes.add(Protection.blocked(vm));
      } else if (seen != null) {
        changes.add(Change.delete(vm.address(), Impact.RECREATE));
        List<String> left = before;
        for (NodeSequenceSpec leaving : departures.leaving(vm.name())) {
          left = new SequenceGraph(graph).add(leaving, left);
        }
        String off =
            graph.add(new Step.PowerOffVm(vm.name(), vm.path(), desired.blueprint()), left);
        destroyed.add(
            graph.add(new Step.DestroyVm(vm.name(), vm.path(), desired.blueprint()), List.of(off)));
      }
    }
    List<String> empty = removeVApp(destroyed.isEmpty() ? before : destroyed);
    removePools(empty);
    removeFolders(empty);
    StepGraph steps = graph.build();
    Planner.checkWhole(desired, diagnostics);
    PrivilegeCheck.check(desired, observed.world(), steps, diagnostics);
    Plan plan =
        new Plan(
            Plan.Operation.DESTROY,
            desired.blueprint(),
            desired.digest(),
            changes,
            steps,
            diagnostics.all());
    return plan.isApplicable() ? plan : plan.withoutSteps();
  }

  private List<String> removeRules(Map<String, ObservedVm> own) {
    Set<String> references = new HashSet<>();
    own.values().forEach(vm -> references.add(vm.reference()));
    List<String> rules =
        observed.world().cluster().found().map(ObservedCluster::rules).orElse(List.of()).stream()
            .filter(rule -> ClusterRule.isNameOf(desired.blueprint(), rule.name()))
            .filter(rule -> isOurs(rule, references))
            .map(ObservedRule::name)
            .toList();
    if (rules.isEmpty()) {
      return List.of();
    }
    List<Address> addresses =
        rules.stream().map(rule -> new Address(ResourceKind.RULE, rule)).toList();
    addresses.forEach(address -> changes.add(Change.delete(address, Impact.NONE)));
    return List.of(
        graph.add(
            new Step.ReconfigureCluster(
                ClusterReconfiguration.rules(
                    desired.placement().datacenter(),
                    desired.placement().cluster(),
                    List.of(),
                    rules),
                addresses,
                false),
            List.of()));
  }

  /** Only a rule whose VMs all go; of the blueprint's own name only the kind that we make. */
  private boolean isOurs(ObservedRule rule, Set<String> references) {
    return rule.type() != null
        && (rule.type() == RuleType.ANTI_AFFINITY || !rule.name().equals(desired.blueprint()))
        && references.containsAll(rule.vms());
  }

  private boolean isIn(
      Function<ObservedCluster, Map<String, Settings>> overrides, @Nullable ObservedVm vm) {
    return vm != null
        && observed
            .world()
            .cluster()
            .found()
            .map(cluster -> overrides.apply(cluster).containsKey(vm.reference()))
            .orElse(false);
  }

  private List<String> removeVApp(List<String> before) {
    String name = desired.placement().vApp();
    boolean isOurs =
        observed.world().vApp().filter(vApp -> vApp.isMarked(desired.blueprint())).isPresent();
    if (name == null || !isOurs || !desired.whole()) {
      return before;
    }
    changes.add(
        Change.delete(
            new Address(ResourceKind.VAPP, name),
            Impact.NONE,
            "it is ours; it stays when something else is in it"));
    return List.of(
        graph.add(new Step.RemoveVApp(name, desired.placement(), desired.blueprint()), before));
  }

  private void removePools(List<String> before) {
    desired
        .all(PoolSpec.class)
        .filter(pool -> isOurs(observed.world().pool().found().map(ObservedPool::marks)))
        .forEach(pool -> {
          changes.add(Change.delete(pool.address(), Impact.NONE, STAYS_WHEN_USED));
          graph.add(new Step.RemovePools(pool, desired.blueprint()), before);
        });
  }

  private void removeFolders(List<String> before) {
    desired
        .all(FolderSpec.class)
        .filter(folder -> isOurs(observed.world().folder().map(ObservedFolder::marks)))
        .forEach(folder -> {
          changes.add(Change.delete(folder.address(), Impact.NONE, STAYS_WHEN_USED));
          graph.add(new Step.RemoveFolders(folder, desired.blueprint()), before);
        });
  }

  private boolean isOurs(Optional<Map<String, String>> marks) {
    return marks.map(each -> desired.blueprint().equals(each.get(Marks.BLUEPRINT))).orElse(false);
  }
}
