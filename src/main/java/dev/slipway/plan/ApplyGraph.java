package dev.slipway.plan;

import dev.slipway.model.Address;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.CommandSpec;
import dev.slipway.model.Desired;
import dev.slipway.model.Desired.DrsOverrideSpec;
import dev.slipway.model.Desired.DrsSpec;
import dev.slipway.model.Desired.FolderSpec;
import dev.slipway.model.Desired.HaOverrideSpec;
import dev.slipway.model.Desired.HaSpec;
import dev.slipway.model.Desired.MembershipSpec;
import dev.slipway.model.Desired.NoRuleSpec;
import dev.slipway.model.Desired.RuleSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.ResourceKind;
import dev.slipway.model.RuleType;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the steps of an apply in the order of DESIGN.md, decision 8: deploy powered off, mark,
 * read back, configure the cluster, power on, wait for the address, run the sequences.
 */
final class ApplyGraph {
  /** DRS looks at a cluster every minute, older releases every five. */
  private static final Duration SEPARATION_TIMEOUT = Duration.ofMinutes(10);

  private final DesiredState desired;
  private final Map<Address, Action> actions = new LinkedHashMap<>();
  private final List<StepGraph.Node> nodes = new ArrayList<>();

  /** Ids of the last steps of the stage before, which the next stage waits for. */
  private final List<String> deployed = new ArrayList<>();

  private final List<String> configured = new ArrayList<>();
  private final List<String> running = new ArrayList<>();

  ApplyGraph(DesiredState desired, List<Change> changes) {
    this.desired = desired;
    changes.forEach(change -> actions.put(change.address(), change.action()));
  }

  StepGraph build() {
    List<String> folder = new ArrayList<>();
    desired
        .all(FolderSpec.class)
        .filter(this::isPending)
        .forEach(
            spec -> folder.add(add(new Step.CreateFolder(spec, desired.blueprint()), List.of())));
    desired.all(VmSpec.class).filter(this::isPending).forEach(vm -> deploy(vm, folder));
    configureCluster();
    desired.all(VmSpec.class).filter(this::isPending).forEach(this::start);
    awaitSeparation();
    runSequences();
    return new StepGraph(nodes);
  }

  private void deploy(VmSpec vm, List<String> folder) {
    Action action = actions.get(vm.address());
    if (action != Action.CREATE && action != Action.REPLACE) {
      return;
    }
    List<String> before = folder;
    if (action == Action.REPLACE) {
      before = List.of(add(new Step.DiscardHalfMadeVm(vm, desired.blueprint()), folder));
    }
    String deploy = add(new Step.DeployVm(vm, desired.blueprint()), before);
    String mark = add(new Step.MarkVm(vm, desired.blueprint()), List.of(deploy));
    deployed.add(add(new Step.VerifyProperties(vm), List.of(mark)));
  }

  private void configureCluster() {
    Settings ha = Settings.NONE;
    Settings drs = Settings.NONE;
    Map<VmPath, Settings> haOverrides = new HashMap<>();
    Map<VmPath, Settings> drsOverrides = new HashMap<>();
    List<ClusterRule> putRules = new ArrayList<>();
    List<String> removeRules = new ArrayList<>();
    List<Address> addresses = new ArrayList<>();
    for (Desired resource : desired.resources()) {
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
        case VmSpec vm -> {
          continue;
        }
        case MembershipSpec membership -> {
          continue;
        }
      }
      addresses.add(resource.address());
    }
    actions.forEach((address, action) -> {
      if (address.kind() == ResourceKind.RULE && action == Action.DELETE) {
        removeRules.add(address.name());
        addresses.add(address);
      }
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
      configured.add(add(new Step.ReconfigureCluster(change, addresses), deployed));
    } else {
      configured.addAll(deployed);
    }
  }

  private void start(VmSpec vm) {
    String powerOn = add(new Step.PowerOnVm(vm), configured);
    running.add(add(new Step.AwaitAddress(vm, vm.addressTimeout()), List.of(powerOn)));
  }

  /** The proof of placement, where this run starts a VM of a rule or changes the rule. */
  private void awaitSeparation() {
    desired
        .all(RuleSpec.class)
        .filter(spec -> spec.rule().type() == RuleType.ANTI_AFFINITY)
        .filter(spec ->
            isPending(spec)
                || desired
                    .all(VmSpec.class)
                    .filter(this::isPending)
                    .anyMatch(vm -> spec.rule().vms().contains(vm.path())))
        .forEach(spec ->
            add(
                new Step.AwaitSeparation(spec.rule(), desired.placement(), SEPARATION_TIMEOUT),
                running.isEmpty() ? configured : running));
  }

  /** One sequence after another: they meet on the same node. */
  private void runSequences() {
    List<String> before = running.isEmpty() ? configured : running;
    for (MembershipSpec membership :
        desired.all(MembershipSpec.class).filter(this::isPending).toList()) {
      for (CommandSpec command : membership.sequence().commands()) {
        before = List.of(add(new Step.RunCommand(membership, command), before));
      }
    }
  }

  private boolean isPending(Desired resource) {
    return switch (actions.getOrDefault(resource.address(), Action.NONE)) {
      case CREATE, UPDATE, REPLACE, DELETE -> true;
      case NONE, BLOCKED -> false;
    };
  }

  private String add(Step step, List<String> dependsOn) {
    nodes.add(new StepGraph.Node(step, dependsOn));
    return step.id();
  }
}
