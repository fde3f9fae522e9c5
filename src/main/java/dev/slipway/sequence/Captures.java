package dev.slipway.sequence;

import dev.slipway.model.Secret;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What earlier commands of a sequence have printed and later ones need, by name. */
public record Captures(Map<String, Secret> values) {
  public Captures {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** Nothing captured yet. */
  public static Captures none() {
    return new Captures(Map.of());
  }

  public Optional<Secret> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** These and more; a later one replaces an earlier one of the same name. */
  public Captures with(Map<String, Secret> more) {
    Map<String, Secret> all = new TreeMap<>(values);
    all.putAll(more);
    return new Captures(all);
  }
}
