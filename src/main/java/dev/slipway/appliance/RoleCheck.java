package dev.slipway.appliance;

import dev.slipway.appliance.ApplianceDefinition.Condition;
import dev.slipway.appliance.ApplianceDefinition.Role;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Blueprint.Node;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Value;
import java.util.List;
import java.util.Map;

/** Checks that the nodes of a blueprint are nodes that the appliance can have. */
public final class RoleCheck {
  private RoleCheck() {}

  /**
   * Reports unknown roles, too few or too many nodes of a role, and roles that are not supported.
   *
   * @param settings from {@link SettingsResolver#resolve}
   */
  public static void check(
      ApplianceDefinition definition,
      Blueprint blueprint,
      Map<String, Value> settings,
      Diagnostics diagnostics) {
    for (Node node : blueprint.nodes()) {
      if (definition.role(node.role().value()).isEmpty()) {
        diagnostics.add(
            Diagnostic.error(
                    "blueprint/unknown-role", "unknown role \"" + node.role().value() + "\"")
                .because(definition.title() + " has no such role.")
                .advise(Suggestion.among(node.role().value(), definition.roles().keySet()))
                .at(node.role().range()));
      }
    }
    for (Role role : definition.roles().values()) {
      List<Node> nodes =
          blueprint.nodes().stream()
              .filter(node -> node.role().value().equals(role.name()))
              .toList();
      checkCount(definition, role, nodes, blueprint, diagnostics);
      checkSource(role, nodes, blueprint, diagnostics);
      for (Condition condition : role.conditions()) {
        nodes.forEach(node -> checkCondition(condition, node, settings, diagnostics));
      }
    }
  }

  private static void checkSource(
      Role role, List<Node> nodes, Blueprint blueprint, Diagnostics diagnostics) {
    Located<String> source = role.cloneOf();
    if (source != null
        && !nodes.isEmpty()
        && blueprint.nodes().stream()
            .noneMatch(node -> node.role().value().equals(source.value()))) {
      diagnostics.add(
          Diagnostic.error("blueprint/nothing-to-clone", "there is no node to clone")
              .because(
                  "Nodes of role %s are clones of the first of role %s."
                      .formatted(role.name(), source.value()))
              .advise("Add a node of role " + source.value() + ".")
              .at(nodes.getFirst().role().range()));
    }
  }

  private static void checkCount(
      ApplianceDefinition definition,
      Role role,
      List<Node> nodes,
      Blueprint blueprint,
      Diagnostics diagnostics) {
    if (nodes.size() < role.minimum()) {
      diagnostics.add(
          Diagnostic.error(
                  "blueprint/too-few-nodes", "too few nodes have the role \"" + role.name() + "\"")
              .because(
                  "%s needs at least %d, and there are %d."
                      .formatted(definition.title(), role.minimum(), nodes.size()))
              .at(blueprint.range()));
    }
    nodes.stream()
        .skip(role.maximum())
        .forEach(node ->
            diagnostics.add(
                Diagnostic.error(
                        "blueprint/too-many-nodes",
                        "too many nodes have the role \"" + role.name() + "\"")
                    .because(
                        "%s can have at most %d.".formatted(definition.title(), role.maximum()))
                    .at(node.role().range())));
  }

  private static void checkCondition(
      Condition condition, Node node, Map<String, Value> settings, Diagnostics diagnostics) {
    condition
        .brokenBy(settings)
        .ifPresent(value ->
            diagnostics.add(
                Diagnostic.error(
                        "blueprint/unsupported-role",
                        "the role \"%s\" is not supported with %s \"%s\""
                            .formatted(node.role().value(), condition.setting(), value))
                    .because(condition.reason())
                    .advise(
                        "Remove the node, or use one of: "
                            + String.join(", ", condition.oneOf())
                            + ".")
                    .at(node.role().range())));
  }
}
