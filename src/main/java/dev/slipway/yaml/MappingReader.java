package dev.slipway.yaml;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.diag.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of one mapping as the types that are expected of them, and collects what is wrong.
 *
 * <p>Every method that reads a key makes it known; {@link #rejectUnknownKeys()}, called last,
 * reports the others. What is wrong or absent reads as null, or as empty for collections; only what
 * is required is reported when absent.
 */
public final class MappingReader {
  private static final Map<String, Boolean> BOOLEANS =
      Map.of("true", true, "yes", true, "on", true, "false", false, "no", false, "off", false);

  private final YamlNode.Mapping mapping;
  private final SourceRange place;
  private final Style style;
  private final Set<String> known = new TreeSet<>();

  /**
   * How the scalars of a kind of file are read and its problems are named.
   *
   * @param kind what diagnostic codes begin with, such as {@code blueprint}
   * @param filter applied to every scalar before it is interpreted
   */
  public record Style(String kind, ScalarFilter filter, Diagnostics diagnostics) {
    /** Reads scalars as they are. */
    public static Style verbatim(String kind, Diagnostics diagnostics) {
      return new Style(kind, scalar -> scalar, diagnostics);
    }

    /** Reports an error of this kind of file. */
    public void report(String code, String summary, String detail, String advice, SourceRange at) {
      diagnostics.add(
          Diagnostic.error(kind + "/" + code, summary).because(detail).advise(advice).at(at));
    }
  }

  /** Replaces what a scalar says; null, with a diagnostic, when it cannot. */
  @FunctionalInterface
  public interface ScalarFilter {
    @Nullable Located<String> apply(Located<String> scalar);
  }

  private MappingReader(YamlNode.Mapping mapping, SourceRange place, Style style) {
    this.mapping = mapping;
    this.place = place;
    this.style = style;
  }

  /** A reader of a whole document; null, with a diagnostic, when it is not a mapping. */
  public static @Nullable MappingReader of(YamlNode document, Style style) {
    return switch (document) {
      case YamlNode.Mapping mapping -> new MappingReader(mapping, mapping.range(), style);
      case YamlNode.Scalar other -> notMapping(other, style);
      case YamlNode.Sequence other -> notMapping(other, style);
      case YamlNode.Absent other -> notMapping(other, style);
    };
  }

  private static @Nullable MappingReader notMapping(YamlNode document, Style style) {
    style.report(
        "wrong-type",
        "the file must be a mapping",
        "Found " + document.description() + " where keys with values are expected.",
        "",
        document.range());
    return null;
  }

  /**
   * The same mapping with what another one has besides it. Of mappings that both have, the keys are
   * put together; a value that should be a mapping and is none stays, to be reported.
   *
   * @param keys those of the other one that are taken
   */
  public MappingReader over(MappingReader defaults, Collection<String> keys) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>(mapping.entries());
    for (String key : keys) {
      YamlNode.Entry other = defaults.mapping.entries().get(key);
      if (other != null) {
        entries.merge(key, other, MappingReader::together);
      }
    }
    return new MappingReader(new YamlNode.Mapping(entries, mapping.range()), place, style);
  }

  private static YamlNode.Entry together(YamlNode.Entry own, YamlNode.Entry other) {
    if (other.value() instanceof YamlNode.Absent) {
      return own;
    }
    if (own.value() instanceof YamlNode.Absent
        || !(other.value() instanceof YamlNode.Mapping defaults)) {
      return other;
    }
    if (!(own.value() instanceof YamlNode.Mapping winning)) {
      return own;
    }
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>(defaults.entries());
    entries.putAll(winning.entries());
    return new YamlNode.Entry(own.key(), new YamlNode.Mapping(entries, winning.range()));
  }

  /** Where to report what is missing: the key that the mapping belongs to, or its beginning. */
  public SourceRange place() {
    return place;
  }

  /** From the first key to the end of the last value. */
  public SourceRange range() {
    return mapping.range();
  }

  /** The keys that were written, in their order. */
  public List<Located<String>> keys() {
    return mapping.entries().values().stream().map(YamlNode.Entry::key).toList();
  }

  /** Whether the key was written, whatever its value is. */
  public boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  /** Text, or null when the key is not there. */
  public @Nullable Located<String> string(String key) {
    Located<String> raw = rawString(key);
    return raw == null ? null : style.filter().apply(raw);
  }

  /** Text that must be given and not be blank. */
  public @Nullable Located<String> requireString(String key) {
    Located<String> text = require(key) ? string(key) : null;
    if (text != null && text.value().isBlank()) {
      style.report("empty", quoted(key) + " must not be empty", "", "", text.range());
      return null;
    }
    return text;
  }

  /** Text as it was written, without the filter. */
  public @Nullable Located<String> rawString(String key) {
    YamlNode node = node(key);
    return node == null ? null : scalar(key, node, keyRange(key), "text");
  }

  /** A whole number within bounds. */
  public @Nullable Located<Integer> integer(String key, int minimum, int maximum) {
    Located<String> text = string(key);
    if (text == null) {
      return null;
    }
    try {
      int number = Integer.parseInt(text.value());
      if (number >= minimum && number <= maximum) {
        return new Located<>(number, text.range());
      }
    } catch (NumberFormatException e) {
      // reported below, like a number out of bounds
    }
    style.report(
        "wrong-type",
        quoted(key) + " must be a number from " + minimum + " to " + maximum,
        "Found \"" + text.value() + "\".",
        "",
        text.range());
    return null;
  }

  /** A whole number within bounds that must be given. */
  public @Nullable Located<Integer> requireInteger(String key, int minimum, int maximum) {
    return require(key) ? integer(key, minimum, maximum) : null;
  }

  /** A truth value: true or false, also yes, no, on and off. */
  public @Nullable Located<Boolean> bool(String key) {
    Located<String> text = string(key);
    if (text == null) {
      return null;
    }
    Boolean value = BOOLEANS.get(text.value().toLowerCase(Locale.ROOT));
    if (value == null) {
      style.report(
          "wrong-type",
          quoted(key) + " must be true or false",
          "Found \"" + text.value() + "\".",
          "",
          text.range());
      return null;
    }
    return new Located<>(value, text.range());
  }

  /** One of some words, as what it stands for. */
  public <E> @Nullable Located<E> choice(String key, Map<String, E> words) {
    Located<String> text = string(key);
    if (text == null) {
      return null;
    }
    E value = words.get(text.value());
    if (value == null) {
      style.report(
          "unknown-word",
          "\"" + text.value() + "\" is not a value of " + quoted(key),
          "Allowed: " + String.join(", ", new TreeSet<>(words.keySet())) + ".",
          Suggestion.nearest(text.value(), words.keySet())
              .map(word -> "Did you mean \"" + word + "\"?")
              .orElse(""),
          text.range());
      return null;
    }
    return new Located<>(value, text.range());
  }

  /** One of some words, which must be given. */
  public <E> @Nullable Located<E> requireChoice(String key, Map<String, E> words) {
    return require(key) ? choice(key, words) : null;
  }

  /** A nested mapping; null when it is not there. */
  public @Nullable MappingReader mapping(String key) {
    YamlNode node = node(key);
    return node == null ? null : nested(key, node, keyRange(key));
  }

  /** A nested mapping that must be given. */
  public @Nullable MappingReader requireMapping(String key) {
    return require(key) ? mapping(key) : null;
  }

  /** A list of texts. A single text is taken for a list of one. */
  public List<Located<String>> strings(String key) {
    List<Located<String>> texts = new ArrayList<>();
    for (YamlNode item : items(key, true)) {
      Located<String> text = scalar(key, item, item.range(), "a list of texts");
      Located<String> filtered = text == null ? null : style.filter().apply(text);
      if (filtered != null) {
        texts.add(filtered);
      }
    }
    return texts;
  }

  /** A list of mappings. */
  public List<MappingReader> mappings(String key) {
    List<MappingReader> readers = new ArrayList<>();
    for (YamlNode item : items(key, false)) {
      MappingReader reader = nested(key, item, item.range());
      if (reader != null) {
        readers.add(reader);
      }
    }
    return readers;
  }

  /** Whether a list is missing or has no items, rather than being no list, which is reported. */
  public boolean lacksItems(String key) {
    YamlNode node = node(key);
    return node == null
        || node instanceof YamlNode.Absent
        || (node instanceof YamlNode.Sequence sequence && sequence.items().isEmpty());
  }

  /** A mapping of free keys to texts, filtered. */
  public Map<String, Located<String>> stringMap(String key) {
    MappingReader reader = mapping(key);
    return reader == null ? Map.of() : reader.strings(true);
  }

  /** A mapping of free keys to texts as they were written. */
  public Map<String, Located<String>> rawStringMap(String key) {
    MappingReader reader = mapping(key);
    return reader == null ? Map.of() : reader.strings(false);
  }

  /** A mapping of free keys to mappings. */
  public Map<String, MappingReader> mappingMap(String key) {
    MappingReader reader = mapping(key);
    Map<String, MappingReader> readers = new LinkedHashMap<>();
    if (reader != null) {
      for (Located<String> name : reader.keys()) {
        MappingReader value = reader.mapping(name.value());
        if (value != null) {
          readers.put(name.value(), value);
        }
      }
    }
    return readers;
  }

  /** Reports every key that was written but never asked for. */
  public void rejectUnknownKeys() {
    for (Located<String> key : keys()) {
      if (!known.contains(key.value())) {
        style.report(
            "unknown-key",
            "unknown key " + quoted(key.value()),
            "",
            Suggestion.among(key.value(), known),
            key.range());
      }
    }
  }

  /** All entries of this mapping as texts by free keys. */
  private Map<String, Located<String>> strings(boolean filtered) {
    Map<String, Located<String>> texts = new LinkedHashMap<>();
    for (Located<String> key : keys()) {
      Located<String> text = filtered ? string(key.value()) : rawString(key.value());
      if (text != null) {
        texts.put(key.value(), text);
      }
    }
    return texts;
  }

  /** The node of a key, however it is typed; null when the key is not there. */
  public @Nullable YamlNode node(String key) {
    known.add(key);
    return mapping.get(key);
  }

  /** Where a key was written, or where it is missing. */
  public SourceRange keyRange(String key) {
    YamlNode.Entry entry = mapping.entries().get(key);
    return entry == null ? place : entry.key().range();
  }

  private boolean require(String key) {
    known.add(key);
    if (!has(key)) {
      style.report("missing-key", quoted(key) + " is missing", "", "", place);
    }
    return has(key);
  }

  private @Nullable Located<String> scalar(
      String key, YamlNode node, SourceRange at, String expected) {
    return switch (node) {
      case YamlNode.Scalar scalar -> scalar.located();
      case YamlNode.Absent absent -> {
        style.report(
            "no-value",
            quoted(key) + " has no value",
            "",
            "Give it a value, or remove the key.",
            at);
        yield null;
      }
      case YamlNode.Sequence sequence -> {
        wrongType(key, sequence, at, expected);
        yield null;
      }
      case YamlNode.Mapping other -> {
        wrongType(key, other, at, expected);
        yield null;
      }
    };
  }

  private @Nullable MappingReader nested(String key, YamlNode node, SourceRange at) {
    return switch (node) {
      case YamlNode.Mapping nested -> new MappingReader(nested, at, style);
      case YamlNode.Absent absent ->
          new MappingReader(new YamlNode.Mapping(Map.of(), absent.range()), at, style);
      case YamlNode.Sequence sequence -> {
        wrongType(key, sequence, at, "a mapping");
        yield null;
      }
      case YamlNode.Scalar scalar -> {
        wrongType(key, scalar, at, "a mapping");
        yield null;
      }
    };
  }

  private List<YamlNode> items(String key, boolean singleAllowed) {
    YamlNode node = node(key);
    return switch (node) {
      case null -> List.of();
      case YamlNode.Absent absent -> List.of();
      case YamlNode.Sequence sequence -> sequence.items();
      case YamlNode.Scalar scalar when singleAllowed -> List.of(scalar);
      case YamlNode.Scalar scalar -> {
        wrongType(key, scalar, keyRange(key), "a list");
        yield List.of();
      }
      case YamlNode.Mapping other -> {
        wrongType(key, other, keyRange(key), "a list");
        yield List.of();
      }
    };
  }

  private void wrongType(String key, YamlNode found, SourceRange at, String expected) {
    style.report(
        "wrong-type",
        quoted(key) + " must be " + expected,
        "Found " + found.description() + " here.",
        "",
        found instanceof YamlNode.Scalar ? found.range() : at);
  }

  private static String quoted(String key) {
    return "\"" + key + "\"";
  }
}
