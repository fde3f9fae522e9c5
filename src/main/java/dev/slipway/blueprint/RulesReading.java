package dev.slipway.blueprint;

import dev.slipway.blueprint.Blueprint.Rule;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.RuleType;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads {@code availability.rules}. */
final class RulesReading {
  private static final int LONGEST_NAME = 80;
  private static final Map<String, RuleType> TYPES =
      Arrays.stream(RuleType.values())
          .collect(Collectors.toMap(RuleType::word, Function.identity()));

  private final Style style;
  private final Set<String> nodes;
  private final String blueprint;

  RulesReading(Style style, Collection<String> nodes, String blueprint) {
    this.style = style;
    this.nodes = new HashSet<>(nodes);
    this.blueprint = blueprint;
  }

  List<Rule> read(MappingReader availability) {
    MappingReader block = availability.mapping("rules");
    List<Rule> rules = new ArrayList<>();
    if (block != null) {
      for (Located<String> name : block.keys()) {
        MappingReader reader = block.mapping(name.value());
        if (reader != null) {
          read(name, reader, rules);
        }
      }
    }
    return rules;
  }

  private void read(Located<String> name, MappingReader reader, List<Rule> rules) {
    checkName(name);
    Located<RuleType> type = reader.requireChoice("type", TYPES);
    List<Located<String>> members = nodes(reader.strings("nodes"));
    List<Located<String>> hosts = reader.strings("hosts");
    List<Located<String>> dependsOn = nodes(reader.strings("dependsOn"));
    Located<Boolean> mandatory = reader.bool("mandatory");
    reader.rejectUnknownKeys();
    if (type == null) {
      return;
    }
    check(type.value(), reader);
    int about = members.isEmpty() ? nodes.size() : members.size();
    boolean amongVms = type.value() == RuleType.AFFINITY || type.value() == RuleType.ANTI_AFFINITY;
    if (amongVms && about < 2) {
      style.report(
          "rule-of-one",
          "rule \"" + name.value() + "\" needs two nodes",
          "It is about nodes among each other.",
          "",
          name.range());
    }
    dependsOn.stream()
        .filter(first -> members.stream().anyMatch(node -> node.value().equals(first.value())))
        .forEach(first ->
            style.report(
                "depends-on-itself",
                first.value() + " cannot wait for itself",
                "",
                "Name it in \"nodes\" or in \"dependsOn\".",
                first.range()));
    rules.add(
        new Rule(
            name,
            type.value(),
            members,
            hosts,
            dependsOn,
            mandatory == null ? null : mandatory.value()));
  }

  private void checkName(Located<String> name) {
    String longest = ClusterRule.nameOf(blueprint, name.value()) + ClusterRule.BEFORE_GROUP;
    if (longest.length() > LONGEST_NAME) {
      style.report(
          "illegal-name",
          "the name is too long",
          "vSphere allows 80 characters; \"" + longest + "\" has " + longest.length() + ".",
          "",
          name.range());
    }
  }

  private void check(RuleType type, MappingReader reader) {
    List<String> needed =
        switch (type) {
          case ANTI_AFFINITY, AFFINITY -> List.of();
          case VM_HOST_AFFINITY, VM_HOST_ANTI_AFFINITY -> List.of("hosts");
          case DEPENDENCY -> List.of("nodes", "dependsOn");
        };
    needed.stream()
        .filter(reader::lacksItems)
        .forEach(key ->
            style.report(
                "missing-key",
                "\"" + key + "\" is missing",
                "A rule of type " + type.word() + " needs it.",
                "",
                reader.place()));
    List<String> useless =
        switch (type) {
          case ANTI_AFFINITY, AFFINITY -> List.of("hosts", "dependsOn");
          case VM_HOST_AFFINITY, VM_HOST_ANTI_AFFINITY -> List.of("dependsOn");
          case DEPENDENCY -> List.of("hosts", "mandatory");
        };
    useless.stream()
        .filter(reader::has)
        .forEach(key ->
            style.report(
                "useless-key",
                "\"" + key + "\" has no meaning here",
                "A rule of type " + type.word() + " does not have it.",
                "Remove it.",
                reader.keyRange(key)));
  }

  private List<Located<String>> nodes(List<Located<String>> named) {
    named.stream()
        .filter(node -> !nodes.contains(node.value()))
        .forEach(node ->
            style.report(
                "unknown-node",
                "there is no node " + node.value(),
                "",
                Suggestion.among(node.value(), nodes),
                node.range()));
    return named;
  }
}
