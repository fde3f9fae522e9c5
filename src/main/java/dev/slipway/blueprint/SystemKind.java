package dev.slipway.blueprint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A kind of blueprint for systems of several appliances, as far as it must be known to read one.
 *
 * @param name the word that such blueprints bear
 * @param parameters keys of their {@code spec} that have a text as their value
 * @param groups by name, in the order in which they are brought up
 */
public record SystemKind(String name, Set<String> parameters, Map<String, Group> groups) {
  public SystemKind {
    parameters = Collections.unmodifiableSortedSet(new TreeSet<>(parameters));
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
  }

  /**
   * Nodes of one appliance.
   *
   * @param role that all of them have
   */
  public record Group(String name, String appliance, String role) {}
}
