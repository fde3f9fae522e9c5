package dev.slipway.plan;

import dev.slipway.model.Address;
import java.util.List;
import java.util.stream.Stream;

/**
 * What happens to one resource, and why.
 *
 * @param reasons for people only; no decision may rest on them
 */
public record Change(
    Address address,
    Action action,
    Impact impact,
    List<AttributeChange> attributes,
    List<String> reasons) {
  public Change {
    attributes = List.copyOf(attributes);
    reasons = List.copyOf(reasons);
    if (action == Action.UPDATE && attributes.isEmpty()) {
      throw new IllegalArgumentException("an update changes at least one attribute: " + address);
    }
  }

  static Change create(Address address, List<AttributeChange> attributes, String... reasons) {
    return new Change(address, Action.CREATE, Impact.NONE, attributes, List.of(reasons));
  }

  static Change delete(Address address, Impact impact, String... reasons) {
    return new Change(address, Action.DELETE, impact, List.of(), List.of(reasons));
  }

  static Change blocked(Address address, List<AttributeChange> attributes, String reason) {
    return new Change(address, Action.BLOCKED, Impact.NONE, attributes, List.of(reason));
  }

  /** No change when there is nothing to do, an update in place otherwise. */
  static Change inPlace(Address address, List<AttributeChange> attributes) {
    return attributes.isEmpty()
        ? new Change(address, Action.NONE, Impact.NONE, attributes, List.of())
        : new Change(address, Action.UPDATE, Impact.IN_PLACE, attributes, List.of());
  }

  /** The same change with its attributes told apart, and with a reason more. */
  Change explained(List<AttributeChange> newAttributes, String reason) {
    return new Change(
        address,
        action,
        impact,
        newAttributes,
        Stream.concat(reasons.stream(), Stream.of(reason)).toList());
  }

  /** Whether something of it was changed outside since the last apply. */
  public boolean hasDrift() {
    return attributes.stream().anyMatch(AttributeChange::drift);
  }

  /** Whether {@code apply} has something to do for it. */
  public boolean isPending() {
    return switch (action) {
      case CREATE, UPDATE, REPLACE, DELETE -> true;
      case NONE, BLOCKED -> false;
    };
  }
}
