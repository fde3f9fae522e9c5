package dev.slipway.status;

import dev.slipway.model.Address;
import dev.slipway.model.Answer;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedHost;
import dev.slipway.model.ObservedHealth;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.SequenceSpec.Outcome;
import dev.slipway.model.Settings;
import dev.slipway.model.StatusSpec;
import dev.slipway.model.StatusSpec.Service;
import dev.slipway.status.StatusReport.ClusterStatus;
import dev.slipway.status.StatusReport.NodeStatus;
import dev.slipway.status.StatusReport.RuleStatus;
import dev.slipway.status.StatusReport.SequenceStatus;
import dev.slipway.status.StatusReport.ServiceStatus;
import dev.slipway.status.StatusReport.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes facts of what was seen. */
final class FactsOfHealth {
  private static final String OFF = "vmMonitoringDisabled";
  private static final String OVERRIDE = "vmToolsMonitoringSettings.";

  private final DesiredState desired;
  private final ObservedHealth seen;
  private final Optional<ObservedCluster> cluster;

  private FactsOfHealth(DesiredState desired, ObservedHealth seen) {
    this.desired = desired;
    this.seen = seen;
    this.cluster = seen.observed().world().cluster().found();
  }

  static StatusFacts of(DesiredState desired, StatusSpec spec, ObservedHealth seen) {
    FactsOfHealth facts = new FactsOfHealth(desired, seen);
    List<NodeStatus> nodes = desired.nodes().stream().map(facts::node).toList();
    return new StatusFacts(
        nodes,
        desired
            .all(NodeSequenceSpec.class)
            .map(nodeSequence ->
                new SequenceStatus(
                    nodeSequence.address().toString(), facts.done(nodeSequence.address())))
            .toList(),
        spec.services().stream().map(service -> facts.service(service, nodes)).toList(),
        facts.cluster.map(found -> facts.cluster(found, nodes)).orElse(null));
  }

  private Optional<ObservedVm> vm(NodeTarget node) {
    return seen.observed()
        .world()
        .vm(node.name())
        .filter(vm -> vm.belongsTo(desired.blueprint(), node.name()));
  }

  private NodeStatus node(NodeTarget node) {
    Optional<ObservedVm> vm = vm(node);
    Answer ssh = seen.answering().get(node.name());
    return new NodeStatus(
        node.name(),
        node.role(),
        node.ip(),
        vm.map(found -> state(found, ssh)).orElse(State.ABSENT),
        vm.map(ObservedVm::host).orElse(null),
        vm.filter(found -> found.addresses().contains(node.ip())).isPresent(),
        vm.map(ObservedVm::toolsStatus).orElse(null),
        ssh,
        member(node),
        seen.ownViews().get(node.name()),
        cluster.filter(found -> isRestarted(found, vm)).isPresent());
  }

  /** What vCenter tells of the guest is old when it cannot reach the host. */
  private State state(ObservedVm vm, @Nullable Answer ssh) {
    if (!vm.poweredOn()) {
      return State.OFF;
    }
    boolean hostConnected =
        cluster.stream()
            .flatMap(found -> found.hosts().stream())
            .filter(host -> host.name().equals(vm.host()))
            .allMatch(ObservedHost::connected);
    boolean toolsRunning = hostConnected && "guestToolsRunning".equals(vm.toolsStatus());
    return toolsRunning || ssh instanceof Answer.Yes ? State.RUNNING : State.SILENT;
  }

  private @Nullable Answer member(NodeTarget node) {
    return desired
        .all(NodeSequenceSpec.class)
        .filter(each -> each.sequence().outcome() == Outcome.MEMBERSHIP)
        .filter(membership -> membership.node().equals(node))
        .map(membership -> done(membership.address()))
        .findFirst()
        .orElse(null);
  }

  private Answer done(Address sequence) {
    return switch (seen.observed().sequences().get(sequence.name())) {
      case null -> new Answer.Unknown("the node that knows does not run");
      case ObservedSequence.Done done -> new Answer.Yes();
      case ObservedSequence.NotDone(String reason) -> new Answer.No(reason);
      case ObservedSequence.Unknown(String reason) -> new Answer.Unknown(reason);
    };
  }

  private ServiceStatus service(Service service, List<NodeStatus> nodes) {
    Map<String, Answer> instances = new LinkedHashMap<>();
    SortedMap<String, Answer> answers =
        seen.services().getOrDefault(service.name(), new TreeMap<>());
    for (NodeStatus node : nodes) {
      if (service.runsOn().contains(node.role())) {
        instances.put(
            node.name(),
            node.isUp()
                ? answers.getOrDefault(node.name(), new Answer.Unknown(""))
                : new Answer.No("the node is down"));
      }
    }
    return new ServiceStatus(service.name(), service.title(), instances);
  }

  private ClusterStatus cluster(ObservedCluster found, List<NodeStatus> nodes) {
    SortedMap<String, List<String>> together = new TreeMap<>();
    nodes.stream()
        .filter(NodeStatus::isUp)
        .forEach(node ->
            Stream.ofNullable(node.host())
                .forEach(host ->
                    together.computeIfAbsent(host, none -> new ArrayList<>()).add(node.name())));
    together.values().removeIf(names -> names.size() < 2);
    return new ClusterStatus(
        found.name(),
        found.ha().isOn("enabled"),
        found.ha().value("vmMonitoring"),
        nodes.stream().allMatch(NodeStatus::highAvailability),
        found.drsEnabled(),
        desired
            .separations()
            .map(rule ->
                found
                    .rule(rule.name())
                    .map(seenRule ->
                        new RuleStatus(rule.name(), true, seenRule.enabled(), seenRule.mandatory()))
                    .orElse(new RuleStatus(rule.name(), false, false, false)))
            .toList(),
        together);
  }

  /** A VM cannot be monitored more than its cluster is. */
  private static boolean isRestarted(ObservedCluster cluster, Optional<ObservedVm> vm) {
    Settings own =
        vm.map(ObservedVm::reference)
            .map(reference -> cluster.haOverrides().get(reference))
            .orElse(Settings.NONE);
    return cluster.ha().isOn("enabled")
        && !OFF.equals(cluster.ha().value("vmMonitoring"))
        && (own.isOn(OVERRIDE + "clusterSettings")
            || !OFF.equals(own.value(OVERRIDE + "vmMonitoring")))
        && !"disabled".equals(own.value("restartPriority"));
  }
}
