package dev.slipway.model;

import java.util.List;

/**
 * Nodes of one appliance among those of a system.
 *
 * @param nodes their names
 * @param after groups whose nodes are brought up before
 * @param sizing how many there are, with the arithmetic that says so
 * @param reason why, with its source
 */
public record NodeGroup(
    String name, List<String> nodes, List<String> after, String sizing, String reason) {
  public NodeGroup {
    nodes = List.copyOf(nodes);
    after = List.copyOf(after);
  }
}
