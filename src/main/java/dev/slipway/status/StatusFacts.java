package dev.slipway.status;

import dev.slipway.model.Answer;
import dev.slipway.model.StatusSpec.Members;
import dev.slipway.model.StatusSpec.Services;
import dev.slipway.status.StatusReport.ClusterStatus;
import dev.slipway.status.StatusReport.NodeStatus;
import dev.slipway.status.StatusReport.SequenceStatus;
import dev.slipway.status.StatusReport.ServiceStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What conditions of scenarios are about. */
record StatusFacts(
    List<NodeStatus> nodes,
    List<SequenceStatus> sequences,
    List<ServiceStatus> services,
    @Nullable ClusterStatus cluster) {
  StatusFacts {
    nodes = List.copyOf(nodes);
    sequences = List.copyOf(sequences);
    services = List.copyOf(services);
  }

  /** Whether a role has a node that is up, or one that is not. */
  boolean has(String role, boolean up) {
    return nodes.stream().anyMatch(node -> node.role().equals(role) && node.isUp() == up);
  }

  boolean nodeHighAvailability() {
    return cluster != null && cluster.nodeHighAvailability();
  }

  /** What is wrong about the members, of those nodes that are up. */
  Set<Members> members() {
    Set<Members> wrong = EnumSet.noneOf(Members.class);
    nodes.forEach(node -> membersOf(node).ifPresent(wrong::add));
    return wrong;
  }

  /** What is wrong about the membership of a node. */
  static Optional<Members> membersOf(NodeStatus node) {
    if (!node.isUp() || !told(node.member())) {
      return Optional.empty();
    }
    boolean member = node.member() instanceof Answer.Yes;
    if (told(node.ownView()) && node.ownView() instanceof Answer.Yes != member) {
      return Optional.of(Members.SPLIT);
    }
    return member ? Optional.empty() : Optional.of(Members.MISSING);
  }

  /** What is wrong about the services. */
  Set<Services> failures() {
    Set<Services> wrong = EnumSet.noneOf(Services.class);
    for (ServiceStatus service : services) {
      boolean failed = service.instances().values().stream().anyMatch(Answer.No.class::isInstance);
      boolean stopped =
          failed && service.instances().values().stream().allMatch(Answer.No.class::isInstance);
      if (stopped) {
        wrong.add(Services.STOPPED);
      } else if (failed) {
        wrong.add(Services.REDUCED);
      }
    }
    return wrong;
  }

  private static boolean told(@Nullable Answer answer) {
    return answer instanceof Answer.Yes || answer instanceof Answer.No;
  }
}
