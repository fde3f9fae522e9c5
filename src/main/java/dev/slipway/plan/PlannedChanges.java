package dev.slipway.plan;

import dev.slipway.model.Address;
import dev.slipway.model.Desired;
import dev.slipway.model.DesiredState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The changes of a plan, found by what they change. */
final class PlannedChanges {
  private final Map<Address, Change> changes = new LinkedHashMap<>();

  PlannedChanges(List<Change> changes) {
    changes.forEach(change -> this.changes.put(change.address(), change));
  }

  /** All of them, in their order. */
  Stream<Change> all() {
    return changes.values().stream();
  }

  Change of(Desired resource) {
    return Objects.requireNonNull(changes.get(resource.address()));
  }

  boolean isPending(Desired resource) {
    Change change = changes.get(resource.address());
    return change != null && change.isPending();
  }

  /** The resources of one kind that an apply has something to do for. */
  <T extends Desired> Stream<T> pending(DesiredState desired, Class<T> kind) {
    return desired.all(kind).filter(this::isPending);
  }
}
