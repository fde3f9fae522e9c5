package dev.slipway.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The names that commands and templates may use, such as {@code node.ip}, {@code primary.ip} or
 * {@code settings.podType}, each with its value.
 */
public record Bindings(SortedMap<String, Value> values) {
  public Bindings {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  public static Bindings of(Map<String, Value> values) {
    return new Bindings(new TreeMap<>(values));
  }

  /** These bindings and one more; it replaces one of the same name. */
  public Bindings with(String name, Value value) {
    TreeMap<String, Value> all = new TreeMap<>(values);
    all.put(name, value);
    return new Bindings(all);
  }
}
