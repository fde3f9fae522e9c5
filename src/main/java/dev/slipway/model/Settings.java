package dev.slipway.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values of settings by the paths of {@link Setting}. A path that is absent is not declared, or not
 * told by vCenter.
 *
 * @param values single values, as the API's words
 * @param names lists of names
 */
public record Settings(SortedMap<String, String> values, SortedMap<String, List<String>> names) {
  /** Nothing is declared. */
  public static final Settings NONE = new Settings(new TreeMap<>(), new TreeMap<>());

  public Settings {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    SortedMap<String, List<String>> sorted = new TreeMap<>();
    names.forEach((path, list) -> sorted.put(path, list.stream().sorted().distinct().toList()));
    names = Collections.unmodifiableSortedMap(sorted);
  }

  /** Settings of single values only. */
  public static Settings of(Map<String, String> values) {
    return new Settings(new TreeMap<>(values), new TreeMap<>());
  }

  /** The value of a path; null when there is none. */
  public @Nullable String value(String path) {
    return values.get(path);
  }

  /** Whether the value of a path is true. */
  public boolean isOn(String path) {
    return "true".equals(value(path));
  }

  /** Whether there is no value at all. */
  public boolean hasNone() {
    return values.isEmpty() && names.isEmpty();
  }

  /** These settings, and on top of them the others, which win. */
  public Settings overriddenBy(Settings others) {
    SortedMap<String, String> allValues = new TreeMap<>(values);
    allValues.putAll(others.values);
    SortedMap<String, List<String>> allNames = new TreeMap<>(names);
    allNames.putAll(others.names);
    return new Settings(allValues, allNames);
  }

  /** Those of these settings that a table knows. */
  public Settings in(List<Setting> table) {
    Set<String> paths = table.stream().map(Setting::path).collect(Collectors.toSet());
    SortedMap<String, String> knownValues = new TreeMap<>(values);
    knownValues.keySet().retainAll(paths);
    SortedMap<String, List<String>> knownNames = new TreeMap<>(names);
    knownNames.keySet().retainAll(paths);
    return new Settings(knownValues, knownNames);
  }

  /** Those of these settings that are not the same in the observed ones. */
  public Settings differingFrom(Settings observed) {
    SortedMap<String, String> otherValues = new TreeMap<>(values);
    otherValues
        .entrySet()
        .removeIf(entry -> entry.getValue().equals(observed.value(entry.getKey())));
    SortedMap<String, List<String>> otherNames = new TreeMap<>(names);
    otherNames
        .entrySet()
        .removeIf(entry -> entry.getValue().equals(observed.names.get(entry.getKey())));
    return new Settings(otherValues, otherNames);
  }
}
