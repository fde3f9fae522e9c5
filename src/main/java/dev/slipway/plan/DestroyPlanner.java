package dev.slipway.plan;

import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Address;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.Desired.FolderSpec;
import dev.slipway.model.Desired.MembershipSpec;
import dev.slipway.model.Desired.RestartPrioritySpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Marks;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ResourceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans the removal of what is ours, in the reverse order of its making: rule, VMs, folder.
 * Settings of the cluster itself stay, for others may rely on them by now.
 */
final class DestroyPlanner {
  private final DesiredState desired;
  private final Observed observed;
  private final Diagnostics diagnostics = new Diagnostics();
  private final List<Change> changes = new ArrayList<>();
  private final List<StepGraph.Node> nodes = new ArrayList<>();

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
        .all(MembershipSpec.class)
        .filter(membership -> own.containsKey(membership.node().name()))
        .forEach(membership ->
            changes.add(Change.delete(membership.address(), Impact.NONE, "it goes with its VM")));
    List<String> before = removeRule(own);
    desired
        .all(RestartPrioritySpec.class)
        .filter(priority -> hasOverride(own.get(priority.vm().name())))
        .forEach(priority ->
            changes.add(Change.delete(priority.address(), Impact.NONE, "it goes with its VM")));
    List<String> destroyed = new ArrayList<>();
    for (VmSpec vm : desired.all(VmSpec.class).toList().reversed()) {
      ObservedVm seen = own.get(vm.name());
      if (seen != null && Protection.forbids(vm, seen)) {
        diagnostics.add(Protection.problem(desired, vm));
        changes.add(Protection.blocked(vm));
      } else if (seen != null) {
        changes.add(Change.delete(vm.address(), Impact.RECREATE));
        String off = add(new Step.PowerOffVm(vm.name(), vm.path(), desired.blueprint()), before);
        destroyed.add(
            add(new Step.DestroyVm(vm.name(), vm.path(), desired.blueprint()), List.of(off)));
      }
    }
    removeFolders(destroyed.isEmpty() ? before : destroyed);
    StepGraph graph = new StepGraph(nodes);
    Planner.checkWhole(desired, diagnostics);
    PrivilegeCheck.check(desired, observed.world(), graph, diagnostics);
    Plan plan =
        new Plan(
            Plan.Operation.DESTROY,
            desired.blueprint(),
            desired.digest(),
            changes,
            graph,
            diagnostics.all());
    return plan.isApplicable() ? plan : plan.withoutSteps();
  }

  private List<String> removeRule(Map<String, ObservedVm> own) {
    Set<String> references = new HashSet<>();
    own.values().forEach(vm -> references.add(vm.reference()));
    Optional<ObservedRule> rule =
        observed
            .world()
            .cluster()
            .found()
            .flatMap(cluster -> cluster.rule(desired.blueprint()))
            .filter(ObservedRule::antiAffinity)
            .filter(seen -> references.containsAll(seen.vms()));
    if (rule.isEmpty()) {
      return List.of();
    }
    Address address = new Address(ResourceKind.RULE, desired.blueprint());
    changes.add(Change.delete(address, Impact.NONE));
    return List.of(
        add(
            new Step.ReconfigureCluster(
                new ClusterReconfiguration(
                    desired.placement().datacenter(),
                    desired.placement().cluster(),
                    null,
                    false,
                    Map.of(),
                    List.of(),
                    List.of(desired.blueprint())),
                List.of(address)),
            List.of()));
  }

  private boolean hasOverride(@Nullable ObservedVm vm) {
    return vm != null
        && observed
            .world()
            .cluster()
            .found()
            .map(ObservedCluster::restartPriorities)
            .map(priorities -> priorities.containsKey(vm.reference()))
            .orElse(false);
  }

  private void removeFolders(List<String> before) {
    desired
        .all(FolderSpec.class)
        .filter(folder -> isOurs())
        .forEach(folder -> {
          changes.add(
              Change.delete(
                  folder.address(),
                  Impact.NONE,
                  "it is ours; it stays when something else is in it"));
          add(new Step.RemoveFolders(folder, desired.blueprint()), before);
        });
  }

  private boolean isOurs() {
    return observed
        .world()
        .folder()
        .map(folder -> desired.blueprint().equals(folder.marks().get(Marks.BLUEPRINT)))
        .orElse(false);
  }

  private String add(Step step, List<String> dependsOn) {
    nodes.add(new StepGraph.Node(step, dependsOn));
    return step.id();
  }
}
