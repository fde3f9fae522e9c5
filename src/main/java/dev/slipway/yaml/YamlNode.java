package dev.slipway.yaml;

import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a YAML document and where it stands. */
public sealed interface YamlNode {
  /** Where it was written; of a collection, from its first to its last element. */
  SourceRange range();

  /**
   * What it is, with its article, for messages: {@code text}, {@code a list}, {@code a mapping}.
   */
  String description();

  /**
   * A single value as it was written, whatever YAML would take it for: {@code no}, {@code 0123} and
   * {@code 1.10} stay what they are. Quotes and escapes are resolved.
   */
  record Scalar(String text, SourceRange range) implements YamlNode {
    @Override
    public String description() {
      return "text";
    }

    public Located<String> located() {
      return new Located<>(text, range);
    }
  }

  /** Nothing: {@code key:} without a value, {@code ~} or {@code null}. */
  record Absent(SourceRange range) implements YamlNode {
    @Override
    public String description() {
      return "nothing";
    }
  }

  /** A list. */
  record Sequence(List<YamlNode> items, SourceRange range) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String description() {
      return "a list";
    }
  }

  /** A mapping, in the order in which it was written. */
  record Mapping(Map<String, Entry> entries, SourceRange range) implements YamlNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String description() {
      return "a mapping";
    }

    /** The value of a key; null when there is none. */
    public @Nullable YamlNode get(String key) {
      Entry entry = entries.get(key);
      return entry == null ? null : entry.value();
    }
  }

  /** One key of a mapping with its value. */
  record Entry(Located<String> key, YamlNode value) {}
}
