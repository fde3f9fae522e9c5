package dev.slipway.planfile;

import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.Placement;
import java.time.Instant;
import java.util.List;

/**
 * What the plan of one blueprint reads, at one time.
 *
 * @param vcenter for people, the vCenter that was looked at
 * @param nodes names of the nodes that were looked for
 * @param addresses whose holders were looked for
 */
public record Snapshot(
    String slipwayVersion,
    Instant created,
    String vcenter,
    String blueprint,
    Placement placement,
    List<String> nodes,
    List<String> addresses,
    Observed observed) {
  public Snapshot {
    nodes = List.copyOf(nodes);
    addresses = List.copyOf(addresses);
  }

  /** What was seen for a blueprint. */
  public static Snapshot of(
      DesiredState desired,
      Observed observed,
      String vcenter,
      String slipwayVersion,
      Instant created) {
    return new Snapshot(
        slipwayVersion,
        created,
        vcenter,
        desired.blueprint(),
        desired.placement(),
        nodes(desired),
        addresses(desired),
        observed);
  }

  static List<String> nodes(DesiredState desired) {
    return desired.nodes().stream().map(NodeTarget::name).sorted().toList();
  }

  static List<String> addresses(DesiredState desired) {
    return desired.nodes().stream().map(NodeTarget::ip).sorted().toList();
  }
}
