package dev.slipway.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that was seen of what a blueprint names.
 *
 * @param memberships by node name; nodes that were not asked for are left out
 */
public record Observed(ObservedWorld world, SortedMap<String, ObservedMembership> memberships) {
  public Observed {
    memberships = Collections.unmodifiableSortedMap(new TreeMap<>(memberships));
  }

  /** What would be seen were a VM destroyed: its settings and its place in rules go with it. */
  public Observed without(ObservedVm vm) {
    SortedMap<String, ObservedVm> vms = new TreeMap<>(world.vms());
    vms.remove(vm.name());
    SortedMap<String, ObservedMembership> remaining = new TreeMap<>(memberships);
    remaining.remove(vm.name());
    return new Observed(world.withVms(vms).without(vm.reference()), remaining);
  }
}
