package dev.slipway.cli;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.BlueprintLoader;
import dev.slipway.blueprint.FileHeader;
import dev.slipway.blueprint.Inventory;
import dev.slipway.blueprint.Surroundings;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.NodeGroup;
import dev.slipway.model.Value;
import dev.slipway.policy.BlueprintFacts;
import dev.slipway.system.SystemLoader;
import dev.slipway.system.SystemMembers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a blueprint file asks for: one cluster of an appliance, or those of a system.
 *
 * @param kind of the blueprint
 * @param clusters empty when something is wrong, which was reported
 */
record Wanted(String kind, List<Cluster> clusters) {
  Wanted {
    clusters = List.copyOf(clusters);
  }

  /**
   * One cluster.
   *
   * @param groups the one that it is of a system; empty for a blueprint of its own
   * @param defaults of the appliance's settings
   * @param bindings what these may refer to besides the rest, by the name of the node
   */
  record Cluster(
      Blueprint blueprint,
      List<NodeGroup> groups,
      Map<String, Located<String>> defaults,
      Map<String, Map<String, Value>> bindings) {
    /** The definition with the defaults of this cluster. */
    ApplianceDefinition adjust(ApplianceDefinition definition, Diagnostics diagnostics) {
      defaults.forEach((setting, value) -> {
        if (!definition.settings().containsKey(setting)) {
          diagnostics.add(
              Diagnostic.error("system/unknown-setting", "unknown setting \"" + setting + "\"")
                  .because(definition.title() + " has no such setting.")
                  .advise(Suggestion.among(setting, definition.settings().keySet()))
                  .at(value.range()));
        }
      });
      return definition.withDefaults(defaults);
    }
  }

  /** Reads a blueprint file of any kind that there is. */
  static Wanted read(
      Path file, Surroundings surroundings, List<Path> templates, Diagnostics diagnostics) {
    BlueprintLoader loader = new BlueprintLoader(surroundings);
    String kind = FileHeader.kindOf(file).orElse(BlueprintLoader.CLUSTER);
    if (kind.equals(BlueprintLoader.CLUSTER)) {
      return new Wanted(
          kind,
          loader.load(file, diagnostics).stream()
              .map(blueprint -> new Cluster(blueprint, List.of(), Map.of(), Map.of()))
              .toList());
    }
    SystemLoader systems = new SystemLoader(templates);
    if (!systems.kinds().contains(kind)) {
      var unused = systems.load(kind, diagnostics);
      loader.reportKind(file, systems.kinds(), diagnostics);
      return new Wanted(kind, List.of());
    }
    return new Wanted(
        kind,
        systems.load(kind, diagnostics).stream()
            .flatMap(definition ->
                loader.load(file, definition.kind(), diagnostics).stream()
                    .flatMap(
                        blueprint -> SystemMembers.of(definition, blueprint, diagnostics).stream()))
            .map(Wanted::cluster)
            .toList());
  }

  private static Cluster cluster(SystemMembers.Member member) {
    return new Cluster(
        member.blueprint(), List.of(member.group()), member.defaults(), member.bindings());
  }

  /** Whether it is of a system of several appliances. */
  boolean isSystem() {
    return !kind.equals(BlueprintLoader.CLUSTER);
  }

  /** The groups of a system; empty otherwise. */
  List<NodeGroup> groups() {
    return clusters.stream().flatMap(cluster -> cluster.groups().stream()).toList();
  }

  /** The first blueprint, which has what all of them have. */
  Optional<Blueprint> first() {
    return clusters.stream().map(Cluster::blueprint).findFirst();
  }

  /** What policies are told of it. */
  BlueprintFacts facts(Inventory inventory) {
    List<BlueprintFacts> facts =
        clusters.stream()
            .map(cluster -> BlueprintFacts.of(cluster.blueprint(), inventory))
            .toList();
    return isSystem() ? BlueprintFacts.ofSystem(kind, facts) : facts.getFirst();
  }
}
