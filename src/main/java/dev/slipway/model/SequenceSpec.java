package dev.slipway.model;

import java.util.List;

/**
 * Steps on the appliances themselves that bring one node to a proven end.
 *
 * @param name such as {@code join}
 * @param forRole the sequence runs once for each node of this role
 * @param proof a read-only command that succeeds when, and only when, nothing is left to do; asked
 *     before any step and again at the end
 */
public record SequenceSpec(
    String name, String forRole, CommandSpec proof, List<CommandSpec> commands) {
  public SequenceSpec {
    commands = List.copyOf(commands);
  }
}
