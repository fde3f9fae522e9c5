package dev.slipway.policy;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.slipway.blueprint.FileHeader;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.Severity;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Interpolation;
import dev.slipway.policy.Conditions.Expression;
import dev.slipway.policy.Rule.MessagePart;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads policy files:
 *
 * <pre>{@code
 * apiVersion: slipway/v1
 * kind: Policy
 * metadata: {name: site-rules}
 * spec:
 *   builtIn: {package-pinned: error, ha-declared: off}
 *   rules:
 *     - name: no-deletes
 *       forEach: plan.resource_changes          # optional; each is it
 *       when: '"delete" in it.change.actions'   # must not hold; or require: what must hold
 *       severity: error                         # or warning
 *       message: ${it.address} would be deleted
 *   waivers:
 *     - {rule: no-deletes, resource: vm/x, reason: …, until: 2026-12-31}
 * }</pre>
 */
public final class PolicyLoader {
  private static final String KIND = "policy";
  private static final Map<String, Severity> SEVERITIES =
      Map.of("error", Severity.ERROR, "warning", Severity.WARNING);
  private static final Map<String, Optional<Severity>> LEVELS =
      Map.of(
          "error", Optional.of(Severity.ERROR),
          "warning", Optional.of(Severity.WARNING),
          "off", Optional.empty());

  private final Diagnostics diagnostics;
  private final Style style;
  private final List<Rule> rules = new ArrayList<>();
  private final Map<BuiltInRule, Optional<Severity>> levels = new EnumMap<>(BuiltInRule.class);
  private final List<Waiver> waivers = new ArrayList<>();
  private final Map<String, Located<String>> names = new HashMap<>();
  private @Nullable Conditions conditions;

  private PolicyLoader(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.style = Style.verbatim(KIND, diagnostics);
  }

  /**
   * Reads all policy files.
   *
   * @param places files, and folders of {@code .yaml} files; one that is named twice is read once
   * @param diagnostics gets all problems of the files
   */
  public static Policies load(List<Path> places, Diagnostics diagnostics) {
    PolicyLoader loader = new PolicyLoader(diagnostics);
    Map<Path, Path> files = new LinkedHashMap<>();
    places.stream()
        .flatMap(PolicyLoader::filesOf)
        .forEach(file -> files.putIfAbsent(file.toAbsolutePath().normalize(), file));
    files.values().forEach(loader::read);
    loader.checkWaivers();
    return new Policies(loader.rules, loader.levels, loader.waivers);
  }

  private static Stream<Path> filesOf(Path place) {
    if (!Files.isDirectory(place)) {
      return Stream.of(place);
    }
    try (Stream<Path> children = Files.list(place)) {
      return children
          .filter(child -> child.getFileName().toString().matches(".*\\.ya?ml"))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Path file) {
    FileHeader header = FileHeader.read(file, "Policy", style, diagnostics);
    if (header == null) {
      return;
    }
    MappingReader spec = header.spec();
    MappingReader builtIn = spec.mapping("builtIn");
    if (builtIn != null) {
      for (BuiltInRule rule : BuiltInRule.values()) {
        Located<Optional<Severity>> level = builtIn.choice(rule.word(), LEVELS);
        if (level != null) {
          levels.put(rule, level.value());
        }
      }
      builtIn.rejectUnknownKeys();
    }
    for (MappingReader reader : spec.mappings("rules")) {
      Rule rule = rule(reader);
      reader.rejectUnknownKeys();
      if (rule != null) {
        rules.add(rule);
      }
    }
    for (MappingReader reader : spec.mappings("waivers")) {
      Waiver waiver = waiver(reader);
      reader.rejectUnknownKeys();
      if (waiver != null) {
        waivers.add(waiver);
      }
    }
    spec.rejectUnknownKeys();
  }

  private @Nullable Rule rule(MappingReader reader) {
    Located<String> name = name(reader);
    Located<Severity> severity = reader.requireChoice("severity", SEVERITIES);
    Located<String> message = reader.requireString("message");
    Located<String> forbidden = reader.string("when");
    Located<String> required = reader.string("require");
    Located<String> list = reader.string("forEach");
    Located<String> source = forbidden == null ? required : forbidden;
    if (source == null || (forbidden != null && required != null)) {
      style.report(
          "bad-rule",
          "a rule needs either \"when\" or \"require\"",
          "The rule is broken when \"when\" holds, or when \"require\" does not.",
          "",
          reader.place());
      return null;
    }
    Expression forEach = list == null ? null : conditions().compile(list, null);
    CelType element = forEach == null ? null : elementType(list, forEach);
    if (list != null && element == null) {
      return null;
    }
    Expression condition = conditions().compileCondition(source, element);
    List<MessagePart> parts = message == null ? null : message(message, element);
    return name == null || severity == null || condition == null || parts == null
        ? null
        : new Rule(name.value(), severity.value(), condition, forbidden != null, forEach, parts);
  }

  private @Nullable Located<String> name(MappingReader reader) {
    Located<String> name = reader.requireString("name");
    if (name == null) {
      return null;
    }
    if (!name.value().matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      style.report(
          "illegal-name",
          "\"" + name.value() + "\" cannot be the name of a rule",
          "It is part of the code that machines know the problem by.",
          "Use lower-case letters and digits with hyphens between.",
          name.range());
      return null;
    }
    Located<String> first = names.putIfAbsent(name.value(), name);
    if (first != null || BuiltInRule.named(name.value()).isPresent()) {
      style.report(
          "duplicate-rule",
          "there is another rule named " + name.value(),
          first == null
              ? "It is a built-in one."
              : "It stands at " + first.range().location() + ".",
          "",
          name.range());
    }
    return name;
  }

  private @Nullable CelType elementType(@Nullable Located<String> source, Expression forEach) {
    if (forEach.type() instanceof ListType list) {
      return list.elemType();
    }
    if (forEach.type().equals(SimpleType.DYN)) {
      return SimpleType.DYN;
    }
    if (source != null) {
      conditions().report(source, "\"forEach\" is not a list", forEach.type());
    }
    return null;
  }

  /** Takes the text apart at its {@code ${…}}; null, with diagnostics, when one is wrong. */
  private @Nullable List<MessagePart> message(Located<String> text, @Nullable CelType element) {
    List<MessagePart> parts = new ArrayList<>();
    boolean right = true;
    for (Interpolation.Part part : Interpolation.parse(text.value()).parts()) {
      switch (part) {
        case Interpolation.Literal(String literal) -> parts.add(new MessagePart(literal, null));
        case Interpolation.Reference reference -> {
          String source = reference.source();
          Expression expression =
              conditions()
                  .compile(
                      new Located<>(source.substring(2, source.length() - 1), text.range()),
                      element);
          right &= expression != null;
          parts.add(new MessagePart(source, expression));
        }
      }
    }
    return right ? parts : null;
  }

  private @Nullable Waiver waiver(MappingReader reader) {
    Located<String> rule = reader.requireString("rule");
    Located<String> resource = reader.string("resource");
    Located<String> blueprint = reader.string("blueprint");
    Located<String> reason = reader.requireString("reason");
    LocalDate until = date(reader.requireString("until"));
    return rule == null || reason == null || until == null
        ? null
        : new Waiver(
            rule,
            resource,
            blueprint == null ? null : blueprint.value(),
            reason.value(),
            until,
            rule.range());
  }

  private @Nullable LocalDate date(@Nullable Located<String> written) {
    if (written == null) {
      return null;
    }
    try {
      return LocalDate.parse(written.value());
    } catch (DateTimeParseException e) {
      style.report(
          "bad-date",
          "\"" + written.value() + "\" is not a date",
          "",
          "Write year, month and day, such as 2026-12-31.",
          written.range());
      return null;
    }
  }

  private void checkWaivers() {
    Set<String> known = new TreeSet<>(names.keySet());
    Arrays.stream(BuiltInRule.values()).map(BuiltInRule::word).forEach(known::add);
    for (Waiver waiver : waivers) {
      if (!known.contains(waiver.rule().value())) {
        diagnostics.add(
            Diagnostic.error(
                    "policy/unknown-rule", "there is no rule \"" + waiver.rule().value() + "\"")
                .advise(Suggestion.among(waiver.rule().value(), known))
                .at(waiver.rule().range()));
      }
    }
  }

  private Conditions conditions() {
    if (conditions == null) {
      conditions = new Conditions(diagnostics);
    }
    return conditions;
  }
}
