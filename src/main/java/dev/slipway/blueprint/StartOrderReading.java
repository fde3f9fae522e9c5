package dev.slipway.blueprint;

import dev.slipway.blueprint.Blueprint.Node;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads {@code availability.startOrder.order}: nodes, or roles for all of their nodes at once. */
final class StartOrderReading {
  private final Style style;
  private final List<Node> nodes;

  StartOrderReading(Style style, List<Node> nodes) {
    this.style = style;
    this.nodes = nodes;
  }

  /** The names of the nodes that start together, for each place in the order. */
  List<List<String>> read(MappingReader reader) {
    List<List<String>> groups = new ArrayList<>();
    Set<String> placed = new LinkedHashSet<>();
    for (Located<String> entry : reader.strings("order")) {
      List<String> meant = meant(entry.value());
      if (meant.isEmpty()) {
        style.report(
            "unknown-node",
            "there is no node or role " + entry.value(),
            "",
            Suggestion.among(entry.value(), known()),
            entry.range());
      }
      meant.stream()
          .filter(node -> !placed.add(node))
          .forEach(node ->
              style.report(
                  "said-twice",
                  node + " has two places in the order",
                  "A role stands for all of its nodes.",
                  "Name each node once.",
                  entry.range()));
      groups.add(meant);
    }
    if (reader.lacksItems("order")) {
      style.report(
          "missing-key",
          "\"order\" is missing",
          "It says which nodes start first.",
          "List roles or nodes.",
          reader.place());
    } else if (groups.stream().noneMatch(List::isEmpty)) {
      nodes.stream()
          .map(node -> node.name().value())
          .filter(node -> !placed.contains(node))
          .forEach(node ->
              style.report(
                  "no-place",
                  node + " has no place in the order",
                  "Every node of the blueprint goes into the vApp.",
                  "Name it, or its role.",
                  reader.keyRange("order")));
    }
    return groups;
  }

  private List<String> meant(String entry) {
    return nodes.stream()
        .filter(node -> node.name().value().equals(entry) || node.role().value().equals(entry))
        .map(node -> node.name().value())
        .toList();
  }

  private List<String> known() {
    return nodes.stream()
        .flatMap(node -> Stream.of(node.name().value(), node.role().value()))
        .distinct()
        .toList();
  }
}
