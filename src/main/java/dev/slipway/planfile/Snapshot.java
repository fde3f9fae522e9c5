package dev.slipway.planfile;

import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.Placement;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the plan of one blueprint reads, at one time.
 *
 * @param vcenter for people, the vCenter that was looked at
 * @param nodes names of the nodes that were looked for
 * @param addresses whose holders were looked for
 * @param settings names of the advanced settings and custom attributes that were read
 */
public record Snapshot(
    String slipwayVersion,
    Instant created,
    String vcenter,
    String blueprint,
    Placement placement,
    List<String> nodes,
    List<String> addresses,
    List<String> settings,
    Observed observed) {
  public Snapshot {
    nodes = List.copyOf(nodes);
    addresses = List.copyOf(addresses);
    settings = List.copyOf(settings);
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
        settings(desired),
        observed);
  }

  static List<String> nodes(DesiredState desired) {
    return desired.nodes().stream().map(NodeTarget::name).sorted().toList();
  }

  static List<String> addresses(DesiredState desired) {
    return desired.nodes().stream().map(NodeTarget::ip).sorted().toList();
  }

  static List<String> settings(DesiredState desired) {
    return desired
        .all(VmSpec.class)
        .map(VmSpec::settings)
        .flatMap(settings ->
            Stream.concat(
                settings.extraConfig().keySet().stream().map("extraConfig/"::concat),
                settings.customAttributes().keySet().stream().map("customAttributes/"::concat)))
        .distinct()
        .sorted()
        .toList();
  }
}
