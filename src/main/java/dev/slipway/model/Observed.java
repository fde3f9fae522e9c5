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
}
