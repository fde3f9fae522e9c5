package dev.slipway.appliance;

import dev.slipway.diag.Located;
import dev.slipway.model.Expectation;
import dev.slipway.model.Extraction;
import dev.slipway.model.SequenceStep.Capture;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import dev.slipway.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is looked for in outputs:
 *
 * <pre>{@code
 * expect: [REGEX, {json: /state, is: OK}, {xpath: //state, matches: OK|DONE}, {header: Location}]
 * captures: [{name: token, pattern: '(?<token>.*)', secret: true}, {name: id, json: /id}]
 * }</pre>
 */
final class OutputReading {
  private static final List<String> EXPECTED = List.of("json", "xpath", "header");
  private static final List<String> CAPTURED = List.of("pattern", "json", "xpath", "header");

  private final StepNames names;
  private final Texts texts;
  private final Style style;

  OutputReading(StepNames names, Texts texts, Style style) {
    this.names = names;
    this.texts = texts;
    this.style = style;
  }

  /**
   * What is expected.
   *
   * @param key where it is written
   * @param http whether there are headers to look at
   */
  List<Expectation> expectations(MappingReader reader, String key, boolean http) {
    List<Expectation> expectations = new ArrayList<>();
    List<YamlNode> items =
        switch (reader.node(key)) {
          case null -> List.of();
          case YamlNode.Sequence several -> several.items();
          case YamlNode single -> List.of(single);
        };
    for (YamlNode item : items) {
      Expectation expectation = expectation(item, http);
      if (expectation != null) {
        expectations.add(expectation);
      }
    }
    return expectations;
  }

  private @Nullable Expectation expectation(YamlNode item, boolean http) {
    return switch (item) {
      case YamlNode.Scalar scalar -> {
        Located<String> pattern = texts.pattern(scalar.located());
        yield pattern == null ? null : Expectation.shows(pattern.value());
      }
      case YamlNode.Mapping mapping -> {
        MappingReader reader = MappingReader.of(mapping, style);
        yield reader == null ? null : expectation(reader, http);
      }
      case YamlNode.Absent absent -> null;
      case YamlNode.Sequence list -> {
        style.report("wrong-type", "an expectation is a text or a mapping", "", "", list.range());
        yield null;
      }
    };
  }

  private @Nullable Expectation expectation(MappingReader reader, boolean http) {
    Extraction from = extraction(reader, EXPECTED, null, http);
    Located<String> is = reader.string("is");
    if (is != null) {
      names.checkExpression(is, style);
    }
    Located<String> matches = texts.pattern(reader.string("matches"));
    reader.rejectUnknownKeys();
    return from == null
        ? null
        : new Expectation(
            from, is == null ? null : is.value(), matches == null ? null : matches.value());
  }

  /** What is kept; its names are known to the steps that follow. */
  List<Capture> captures(MappingReader reader, boolean http) {
    List<Capture> captures = new ArrayList<>();
    for (MappingReader item : reader.mappings("captures")) {
      Located<String> name = item.requireString("name");
      Extraction from = extraction(item, CAPTURED, name, http);
      Located<Boolean> secret = item.bool("secret");
      boolean hidden = secret != null && secret.value();
      Located<String> mustMatch = texts.pattern(item.string("mustMatch"));
      item.rejectUnknownKeys();
      if (name != null && from != null) {
        names.addCapture(name.value(), hidden);
        captures.add(
            new Capture(name.value(), from, hidden, mustMatch == null ? null : mustMatch.value()));
      }
    }
    return captures;
  }

  /**
   * Where to look.
   *
   * @param kinds what it may be
   * @param group of a regular expression; null when its name is missing
   */
  private @Nullable Extraction extraction(
      MappingReader reader, List<String> kinds, @Nullable Located<String> group, boolean http) {
    List<String> given = kinds.stream().filter(kind -> reader.node(kind) != null).toList();
    if (given.size() != 1) {
      style.report(
          "bad-expectation",
          "it takes exactly one place to look at",
          "",
          "Give it one of " + String.join(", ", kinds) + ".",
          reader.place());
      return null;
    }
    Located<String> where = reader.requireString(given.getFirst());
    if (where == null) {
      return null;
    }
    return switch (given.getFirst()) {
      case "json" -> json(where);
      case "xpath" -> xpath(where);
      case "header" -> header(where, http);
      default -> group == null ? null : group(where, group.value());
    };
  }

  private @Nullable Extraction group(Located<String> written, String name) {
    Located<String> pattern = texts.pattern(written);
    if (pattern == null) {
      return null;
    }
    if (!pattern.value().contains("(?<" + name + ">")) {
      style.report(
          "bad-capture",
          "the pattern has no group named \"" + name + "\"",
          "",
          "Enclose the part to keep in (?<" + name + ">…).",
          pattern.range());
    }
    return new Extraction.Text(pattern.value(), name);
  }

  private Extraction json(Located<String> pointer) {
    if (!pointer.value().startsWith("/")) {
      style.report(
          "bad-expectation",
          "a JSON pointer begins with a slash",
          "",
          "Write it as /outer/inner, and /list/0 for the first of a list.",
          pointer.range());
    }
    names.checkVerbatim(pointer, style);
    return new Extraction.JsonPointer(pointer.value());
  }

  private Extraction xpath(Located<String> expression) {
    try {
      XPathFactory.newInstance().newXPath().compile(expression.value());
    } catch (XPathExpressionException e) {
      style.report(
          "bad-expectation", "this is not an XPath expression", "", "", expression.range());
    }
    names.checkTemplate(expression, style);
    return new Extraction.XPath(expression.value());
  }

  private Extraction header(Located<String> name, boolean http) {
    if (!http) {
      style.report(
          "bad-expectation", "only answers to HTTP requests have headers", "", "", name.range());
    }
    return new Extraction.Header(name.value());
  }
}
