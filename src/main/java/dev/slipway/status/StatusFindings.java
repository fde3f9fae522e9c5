package dev.slipway.status;

import dev.slipway.model.Answer;
import dev.slipway.model.Desired.HaSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.StatusSpec;
import dev.slipway.model.StatusSpec.Members;
import dev.slipway.model.StatusSpec.Service;
import dev.slipway.status.StatusReport.ClusterStatus;
import dev.slipway.status.StatusReport.NodeStatus;
import dev.slipway.status.StatusReport.SequenceStatus;
import dev.slipway.status.StatusReport.ServiceStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts into sentences what facts have in them that matters. */
record StatusFindings(DesiredState desired, StatusSpec spec, StatusFacts facts) {
  /** What is wrong. */
  List<String> problems() {
    return Stream.of(nodeProblems(), memberProblems(), serviceProblems())
        .flatMap(List::stream)
        .toList();
  }

  private List<String> nodeProblems() {
    List<String> problems = new ArrayList<>();
    for (NodeStatus node : facts.nodes()) {
      switch (node.state()) {
        case ABSENT ->
            problems.add("There is no VM " + node.name() + " that is whole and of this blueprint.");
        case OFF -> problems.add(node.name() + " is powered off.");
        case SILENT ->
            problems.add(
                node.name()
                    + " is powered on, but neither its VMware Tools nor its SSH server answer.");
        case RUNNING -> {
          // Nothing is wrong with it.
        }
      }
    }
    return problems;
  }

  private List<String> memberProblems() {
    List<String> problems = new ArrayList<>();
    for (NodeStatus node : facts.nodes()) {
      Optional<Members> wrong = StatusFacts.membersOf(node);
      if (wrong.isPresent()) {
        problems.add(
            switch (wrong.get()) {
              case MISSING -> node.name() + " is no member of the cluster" + reason(node.member());
              case SPLIT ->
                  node.member() instanceof Answer.Yes
                      ? "The cluster counts "
                          + node.name()
                          + " in, which takes itself for no member"
                          + reason(node.ownView())
                      : node.name()
                          + " takes itself for a member, and the cluster does not"
                          + reason(node.member());
            });
      }
    }
    Set<String> members =
        facts.nodes().stream().map(node -> "membership/" + node.name()).collect(Collectors.toSet());
    for (SequenceStatus sequence : facts.sequences()) {
      if (sequence.done() instanceof Answer.No && !members.contains(sequence.address())) {
        problems.add(sequence.address() + " is not done" + reason(sequence.done()));
      }
    }
    return problems;
  }

  /** A service of a node that is down needs no word of its own. */
  private List<String> serviceProblems() {
    List<String> problems = new ArrayList<>();
    for (ServiceStatus service : facts.services()) {
      service
          .instances()
          .forEach((node, answer) -> {
            if (answer instanceof Answer.No && isUp(node)) {
              problems.add(service.title() + " does not run on " + node + reason(answer));
            }
          });
    }
    return problems;
  }

  /** What could not be found out, of nodes that run. */
  List<String> notTold() {
    List<String> notTold = new ArrayList<>();
    for (NodeStatus node : facts.nodes()) {
      if (node.isUp() && node.member() instanceof Answer.Unknown) {
        notTold.add("Whether " + node.name() + " is a member" + reason(node.member()));
      }
    }
    for (Service service : spec.services()) {
      instances(service)
          .forEach((node, answer) -> {
            if (service.probe() != null && answer instanceof Answer.Unknown) {
              notTold.add("Whether " + service.title() + " runs on " + node + reason(answer));
            }
          });
    }
    return notTold;
  }

  /** What the blueprint wants for protection and is not there. */
  List<String> risks() {
    List<String> risks = new ArrayList<>();
    ClusterStatus cluster = facts.cluster();
    if (cluster == null) {
      return risks;
    }
    desired
        .all(HaSpec.class)
        .forEach(wanted -> {
          if (wanted.settings().isOn("enabled") && !cluster.highAvailability()) {
            risks.add("vSphere HA of cluster " + cluster.name() + " is off.");
          } else if (wanted.settings().value("vmMonitoring") != null
              && !"vmMonitoringDisabled".equals(wanted.settings().value("vmMonitoring"))
              && !cluster.nodeHighAvailability()) {
            risks.add("VM Monitoring does not watch all nodes.");
          }
        });
    cluster.rules().stream()
        .filter(rule -> !rule.enabled())
        .forEach(rule ->
            risks.add(
                rule.exists()
                    ? "Rule " + rule.name() + " is disabled."
                    : "There is no rule " + rule.name() + "."));
    if (!cluster.rules().isEmpty()) {
      cluster
          .together()
          .forEach((host, names) ->
              alike(names)
                  .forEach(nodes ->
                      risks.add(
                          String.join(" and ", nodes) + " run on the same host, " + host + ".")));
    }
    return risks;
  }

  /** The nodes that replace one another, two or more: those of a group, where there are groups. */
  private Stream<List<String>> alike(List<String> names) {
    return desired.groups().isEmpty()
        ? Stream.of(names)
        : desired.groups().stream()
            .map(group -> names.stream().filter(group.nodes()::contains).toList())
            .filter(nodes -> nodes.size() > 1);
  }

  private Map<String, Answer> instances(Service service) {
    return facts.services().stream()
        .filter(status -> status.name().equals(service.name()))
        .findFirst()
        .orElseThrow()
        .instances();
  }

  private boolean isUp(String node) {
    return facts.nodes().stream().anyMatch(each -> each.name().equals(node) && each.isUp());
  }

  /** Ends a sentence with a reason when there is one. */
  private static String reason(@Nullable Answer answer) {
    String reason =
        switch (answer) {
          case null -> "";
          case Answer.Yes yes -> "";
          case Answer.No(String text) -> text;
          case Answer.Unknown(String text) -> text;
        };
    return reason.isEmpty() ? "." : ": " + reason.replaceAll("\\.$", "") + ".";
  }
}
