package dev.slipway.view;

import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.SequenceSpec.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows what was read back after an apply: where each node runs, and who is a member. */
public final class ProofText {
  private static final List<String> HEADER = List.of("NODE", "ROLE", "ADDRESS", "HOST", "MEMBER");

  private ProofText() {}

  /** The proof as a table with the state of the cluster below it. */
  public static String render(DesiredState desired, Observed observed) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    for (NodeTarget node : desired.nodes()) {
      Optional<ObservedVm> vm = observed.world().vm(node.name());
      rows.add(
          List.of(
              node.name(),
              node.role(),
              vm.filter(seen -> seen.addresses().contains(node.ip()))
                  .map(seen -> node.ip())
                  .orElse("(none)"),
              vm.filter(ObservedVm::poweredOn)
                  .flatMap(seen -> Optional.ofNullable(seen.host()))
                  .orElse("(not running)"),
              member(node, desired, observed)));
    }
    StringBuilder text = new StringBuilder("Read back from vCenter and the appliances:\n\n");
    text.append(Table.render(rows)).append('\n');
    observed
        .world()
        .cluster()
        .found()
        .ifPresent(cluster -> text.append(clusterLines(desired, cluster)));
    return text.toString();
  }

  private static String clusterLines(DesiredState desired, ObservedCluster cluster) {
    StringBuilder text = new StringBuilder();
    text.append(
        "  Cluster %s: vSphere HA %s, DRS %s\n"
            .formatted(
                cluster.name(), onOff(cluster.ha().isOn("enabled")), onOff(cluster.drsEnabled())));
    desired
        .separations()
        .flatMap(rule -> cluster.rule(rule.name()).stream())
        .forEach(rule ->
            text.append(
                "  Rule %s: anti-affinity of %d VMs, %s, %s\n"
                    .formatted(
                        rule.name(),
                        rule.vms().size(),
                        rule.enabled() ? "enabled" : "disabled",
                        rule.mandatory() ? "mandatory" : "preferred")));
    return text.toString();
  }

  /** A node that the proof of a sequence speaks of is a member when that proof was given. */
  private static String member(NodeTarget node, DesiredState desired, Observed observed) {
    List<ObservedSequence> seen =
        desired
            .all(NodeSequenceSpec.class)
            .filter(each -> each.sequence().outcome() == Outcome.MEMBERSHIP)
            .filter(membership ->
                membership.node().equals(node)
                    || membership.nodeFor(membership.sequence().proof()).equals(node))
            .map(membership ->
                Optional.ofNullable(observed.sequences().get(membership.address().name()))
                    .orElse(new ObservedSequence.Unknown("")))
            .toList();
    if (seen.isEmpty()) {
      return "-";
    }
    return seen.stream().allMatch(ObservedSequence.Done.class::isInstance) ? "yes" : "no";
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
  }
}
