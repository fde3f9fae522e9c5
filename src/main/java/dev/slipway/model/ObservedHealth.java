package dev.slipway.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that was seen of how a cluster of appliances fares.
 *
 * @param answering whether SSH of a node answers, by its name; nodes that do not run are left out
 * @param ownViews whether a node takes itself for a member, by its name; nodes that were not asked
 *     are left out
 * @param services whether a service runs, by its name and the node's; what was not asked is left
 *     out
 */
public record ObservedHealth(
    Observed observed,
    SortedMap<String, Answer> answering,
    SortedMap<String, Answer> ownViews,
    SortedMap<String, SortedMap<String, Answer>> services) {
  public ObservedHealth {
    answering = Collections.unmodifiableSortedMap(new TreeMap<>(answering));
    ownViews = Collections.unmodifiableSortedMap(new TreeMap<>(ownViews));
    SortedMap<String, SortedMap<String, Answer>> copy = new TreeMap<>();
    services.forEach((service, answers) ->
        copy.put(service, Collections.unmodifiableSortedMap(new TreeMap<>(answers))));
    services = Collections.unmodifiableSortedMap(copy);
  }
}
