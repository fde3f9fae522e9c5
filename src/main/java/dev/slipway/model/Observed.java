package dev.slipway.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that was seen of what a blueprint names.
 *
 * @param sequences by the names in their addresses; those that no node could be asked for are left
 *     out
 */
public record Observed(ObservedWorld world, SortedMap<String, ObservedSequence> sequences) {
  public Observed {
    sequences = Collections.unmodifiableSortedMap(new TreeMap<>(sequences));
  }

  /**
   * What would be seen of the world were a VM destroyed: its settings and its place in rules go
   * with it.
   */
  public Observed without(ObservedVm vm) {
    SortedMap<String, ObservedVm> vms = new TreeMap<>(world.vms());
    vms.remove(vm.name());
    return new Observed(world.withVms(vms).without(vm.reference()), sequences);
  }
}
