package dev.slipway.appliance;

import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Interpolation;
import dev.slipway.yaml.MappingReader.Style;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the steps of one sequence may refer to: the names that every template may use, the node that
 * a step runs on as {@code target}, and what earlier steps captured as {@code captures}.
 */
final class StepNames {
  /** A Velocity reference to something dotted, such as {@code $node.ip} or {@code ${node.ip}}. */
  private static final Pattern REFERENCE =
      Pattern.compile("(?<!\\\\)\\$!?\\{?([A-Za-z]\\w*\\.[A-Za-z][\\w-]*)");

  private final ReferenceNames common;
  private final Set<String> confidential;
  private final Set<String> captured = new TreeSet<>();
  private final Set<String> secretCaptures = new TreeSet<>();
  private final Set<String> used = new TreeSet<>();
  private final Map<String, Located<String>> needed = new TreeMap<>();

  /**
   * Makes the names for a sequence.
   *
   * @param confidential those of the common names that stand for secrets
   */
  StepNames(ReferenceNames common, Set<String> confidential) {
    this.common = common.with(Set.of("target.name", "target.ip", "target.role"));
    this.confidential = Set.copyOf(confidential);
  }

  void addCapture(String name, boolean secret) {
    captured.add(name);
    if (secret) {
      secretCaptures.add("captures." + name);
    }
  }

  /** Reports references of an expression, {@code ${…}}, that nothing can give a value for. */
  void checkExpression(Located<String> expression, Style style) {
    common.check(expression, style);
    Interpolation.parse(expression.value())
        .references()
        .filter(reference -> !reference.optional())
        .forEach(reference -> need(reference.name(), expression));
  }

  /** Reports references of a Velocity template that nothing can give a value for. */
  void checkTemplate(Located<String> template, Style style) {
    for (String name : references(template.value())) {
      if (name.startsWith("captures.")) {
        checkCapture(new Located<>(name.substring("captures.".length()), template.range()), style);
      } else if (common.hasScopeOf(name)) {
        common.checkName(name, "$" + name, template.range(), style);
        if (!template.value().contains("#if")) {
          need(name, template);
        }
      }
    }
  }

  /** Reports a reference in a text in which references are not replaced. */
  void checkVerbatim(Located<String> text, Style style) {
    references(text.value()).stream()
        .filter(name -> name.startsWith("captures.") || common.hasScopeOf(name))
        .forEach(name ->
            style.report(
                "reference-not-replaced",
                "$" + name + " is not replaced here",
                "A JSON pointer is taken as it is written.",
                "",
                text.range()));
  }

  private void need(String name, Located<String> text) {
    needed.putIfAbsent(name, new Located<>(name, text.range()));
  }

  /** The names without whose values nothing goes, as they were referred to since this was asked. */
  List<Located<String>> takeNeeded() {
    List<Located<String>> taken = List.copyOf(needed.values());
    needed.clear();
    return taken;
  }

  /** The captures that were referred to since this was asked before. */
  Set<String> takeUsed() {
    Set<String> taken = Set.copyOf(used);
    used.clear();
    return taken;
  }

  /** Reports a capture that no step before this one takes. */
  void checkCapture(Located<String> name, Style style) {
    used.add(name.value());
    if (!captured.contains(name.value())) {
      style.report(
          "unknown-capture",
          "no earlier step captures \"" + name.value() + "\"",
          "",
          Suggestion.among(name.value(), captured),
          name.range());
    }
  }

  /** The secrets that a template inserts, in their order. */
  Set<String> secretsIn(String template) {
    Set<String> secrets = references(template);
    secrets.removeIf(name -> !confidential.contains(name) && !secretCaptures.contains(name));
    return secrets;
  }

  private static Set<String> references(String template) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = REFERENCE.matcher(template);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
