package dev.slipway.model;

import java.util.List;
import java.util.stream.Stream;

/**
 * All that one blueprint wants.
 *
 * @param blueprint its name, which is also the mark of what is ours
 * @param digest SHA-256 of everything the desired resources were made from, secrets excluded
 * @param resources in the order in which people read them: folder, VMs, cluster, members
 */
public record DesiredState(
    String blueprint,
    String digest,
    Placement placement,
    List<NodeTarget> nodes,
    List<Desired> resources) {
  public DesiredState {
    nodes = List.copyOf(nodes);
    resources = List.copyOf(resources);
  }

  /** The desired resources of one kind, in their order. */
  public <T extends Desired> Stream<T> all(Class<T> kind) {
    return resources.stream().filter(kind::isInstance).map(kind::cast);
  }
}
