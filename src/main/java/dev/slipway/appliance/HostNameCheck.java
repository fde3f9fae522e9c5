package dev.slipway.appliance;

import dev.slipway.blueprint.Blueprint;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.model.Interpolation;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether the names of nodes can be host names, where the appliance takes them for that. */
public final class HostNameCheck {
  /** RFC 1123, 2.1: letters, digits and inner hyphens, at most 63 between dots, 253 in all. */
  private static final Pattern HOST_NAME =
      Pattern.compile(
          "(?=.{1,253}$)(?i)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
              + "(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  private HostNameCheck() {}

  /** Reports each node whose name is none. */
  public static void check(
      ApplianceDefinition definition, Blueprint blueprint, Diagnostics diagnostics) {
    if (!usesNodeNames(definition)) {
      return;
    }
    for (Blueprint.Node node : blueprint.nodes()) {
      String name = node.name().value();
      if (!HOST_NAME.matcher(name).matches()) {
        diagnostics.add(
            Diagnostic.warning("blueprint/no-host-name", "\"" + name + "\" cannot be a host name")
                .because(
                    definition.title()
                        + " takes the node's name as its host name, and DNS knows letters, digits,"
                        + " hyphens and dots only.")
                .advise("Use another name for the node.")
                .at(node.name().range()));
      }
    }
  }

  private static boolean usesNodeNames(ApplianceDefinition definition) {
    return Stream.concat(
            definition.properties().values().stream(),
            definition.roles().values().stream()
                .flatMap(role -> role.properties().values().stream()))
        .map(Located::value)
        .flatMap(template -> Interpolation.parse(template).references())
        .anyMatch(reference -> reference.name().equals("node.name"));
  }
}
