package dev.slipway.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A vApp as vCenter shows it.
 *
 * @param marks custom attributes whose names begin with {@code slipway.}
 * @param hasOthers whether something else is in it than the VMs that were asked for
 * @param entities by {@link VAppSettings#ENTITY}, of those of the VMs asked for that are in it, by
 *     their managed object ids
 */
public record ObservedVApp(
    Map<String, String> marks, boolean hasOthers, SortedMap<String, Settings> entities) {
  public ObservedVApp {
    marks = Collections.unmodifiableMap(new TreeMap<>(marks));
    entities = Collections.unmodifiableSortedMap(new TreeMap<>(entities));
  }

  /**
   * Whether it is a blueprint's: marked so, or with nothing else in it, as one is whose making was
   * cut short.
   */
  public boolean belongsTo(String blueprint) {
    return isMarked(blueprint) || (!hasOthers && !marks.containsKey(Marks.BLUEPRINT));
  }

  /** Whether it bears the mark of a blueprint. */
  public boolean isMarked(String blueprint) {
    return blueprint.equals(marks.get(Marks.BLUEPRINT));
  }

  /** The same vApp as it is when a VM was destroyed. */
  ObservedVApp without(String vm) {
    SortedMap<String, Settings> rest = new TreeMap<>(entities);
    rest.remove(vm);
    return new ObservedVApp(marks, hasOthers, rest);
  }
}
