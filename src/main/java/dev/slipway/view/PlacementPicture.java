package dev.slipway.view;

import dev.slipway.model.ClusterRule;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedHost;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.VmPath;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the nodes of a blueprint stand before an apply, and the rule that keeps them apart.
 *
 * @param hosts of the cluster, with the nodes on them
 * @param unplaced nodes that have no host yet
 * @param rule which keeps the nodes on different hosts, when there shall be one
 */
public record PlacementPicture(
    String cluster, List<Host> hosts, List<Node> unplaced, Optional<Rule> rule) {
  public PlacementPicture {
    hosts = List.copyOf(hosts);
    unplaced = List.copyOf(unplaced);
  }

  /**
   * A host.
   *
   * @param state why it takes no VM, empty when it does
   */
  public record Host(String name, String state, List<Node> nodes) {
    public Host {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * A node.
   *
   * @param ruled whether the rule names it
   */
  public record Node(String name, String role, String ip, boolean ruled) {}

  /** An anti-affinity rule. */
  public record Rule(String name, boolean mandatory) {
    String text() {
      return "Rule " + name + ": different hosts " + (mandatory ? "required" : "preferred");
    }
  }

  /** What is seen of the nodes that are wanted. */
  public static PlacementPicture of(DesiredState desired, Observed observed) {
    Optional<ClusterRule> rule = desired.separations().findFirst();
    Set<String> ruled =
        rule.stream()
            .flatMap(spec -> spec.vms().stream())
            .map(VmPath::name)
            .collect(Collectors.toSet());
    List<ObservedHost> hosts =
        observed.world().cluster().found().map(ObservedCluster::hosts).orElse(List.of());
    Set<String> known = hosts.stream().map(ObservedHost::name).collect(Collectors.toSet());
    return new PlacementPicture(
        desired.placement().cluster(),
        hosts.stream()
            .map(host ->
                new Host(
                    host.name(),
                    state(host),
                    desired.nodes().stream()
                        .filter(node -> hostOf(node, desired, observed).equals(host.name()))
                        .map(node -> node(node, ruled))
                        .toList()))
            .toList(),
        desired.nodes().stream()
            .filter(node -> !known.contains(hostOf(node, desired, observed)))
            .map(node -> node(node, ruled))
            .toList(),
        rule.map(spec -> new Rule(spec.name(), Boolean.TRUE.equals(spec.mandatory()))));
  }

  private static String hostOf(NodeTarget node, DesiredState desired, Observed observed) {
    return observed
        .world()
        .vm(node.name())
        .filter(vm -> vm.belongsTo(desired.blueprint(), node.name()))
        .map(ObservedVm::host)
        .orElse("");
  }

  private static Node node(NodeTarget node, Set<String> ruled) {
    return new Node(node.name(), node.role(), node.ip(), ruled.contains(node.name()));
  }

  private static String state(ObservedHost host) {
    if (!host.connected()) {
      return "not connected";
    }
    return host.inMaintenance() ? "in maintenance" : "";
  }
}
