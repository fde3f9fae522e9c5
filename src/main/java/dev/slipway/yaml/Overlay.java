package dev.slipway.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lays one mapping over another: what both have is taken from the upper one, key by key. */
public enum Overlay {
  /** Lists of the upper one stand in place of those of the lower one. */
  REPLACING {
    @Override
    YamlNode.Sequence lists(YamlNode.Sequence lower, YamlNode.Sequence upper) {
      return upper;
    }
  },

  /**
   * Lists of the upper one come before those of the lower one. Items of the same {@code port} or
   * {@code name} are one.
   */
  PREPENDING {
    @Override
    YamlNode.Sequence lists(YamlNode.Sequence lower, YamlNode.Sequence upper) {
      List<YamlNode> rest = new ArrayList<>(lower.items());
      List<YamlNode> items = new ArrayList<>();
      for (YamlNode item : upper.items()) {
        YamlNode counterpart =
            rest.stream().filter(other -> isSame(other, item)).findFirst().orElse(null);
        rest.remove(counterpart);
        items.add(counterpart == null ? item : either(counterpart, item));
      }
      items.addAll(rest);
      return new YamlNode.Sequence(items, upper.range());
    }
  };

  private static final List<String> IDENTITIES = List.of("port", "name");

  abstract YamlNode.Sequence lists(YamlNode.Sequence lower, YamlNode.Sequence upper);

  /** The two as one. */
  public YamlNode.Mapping lay(YamlNode.Mapping upper, YamlNode.Mapping lower) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>(lower.entries());
    upper
        .entries()
        .forEach((key, entry) ->
            entries.merge(
                key,
                entry,
                (below, above) ->
                    new YamlNode.Entry(above.key(), either(below.value(), above.value()))));
    return new YamlNode.Mapping(entries, upper.range());
  }

  YamlNode either(YamlNode lower, YamlNode upper) {
    if (lower instanceof YamlNode.Mapping below && upper instanceof YamlNode.Mapping above) {
      return lay(above, below);
    }
    return lower instanceof YamlNode.Sequence below && upper instanceof YamlNode.Sequence above
        ? lists(below, above)
        : upper;
  }

  private static boolean isSame(YamlNode one, YamlNode other) {
    return IDENTITIES.stream()
        .anyMatch(
            key -> value(one, key) != null && Objects.equals(value(one, key), value(other, key)));
  }

  private static @Nullable String value(YamlNode node, String key) {
    return node instanceof YamlNode.Mapping mapping
            && mapping.get(key) instanceof YamlNode.Scalar scalar
        ? scalar.text()
        : null;
  }
}
