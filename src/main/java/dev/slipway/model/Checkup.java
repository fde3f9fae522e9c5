package dev.slipway.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What to ask the nodes of one blueprint for how they fare.
 *
 * @param bindings what questions about a node may refer to, by its name
 */
public record Checkup(StatusSpec spec, SortedMap<String, Bindings> bindings) {
  /** Nothing to ask. */
  public static final Checkup NONE = new Checkup(StatusSpec.NONE, new TreeMap<>());

  public Checkup {
    bindings = Collections.unmodifiableSortedMap(new TreeMap<>(bindings));
  }
}
