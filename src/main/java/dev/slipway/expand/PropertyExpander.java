package dev.slipway.expand;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.appliance.TemplateValue;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Bindings;
import dev.slipway.model.Interpolation;
import dev.slipway.model.Interpolation.Reference;
import dev.slipway.model.Value;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Gathers the OVF properties of a node: those of the definition, of its role, of the blueprint and
 * of the node itself, later ones winning; and checks each against the package's descriptor.
 */
final class PropertyExpander {
  private static final String SETTING_PREFIX = "settings.";

  private final Blueprint blueprint;
  private final ApplianceDefinition definition;
  private final OvfDescriptor descriptor;
  private final DocumentExpander documents;
  private final Diagnostics diagnostics;

  PropertyExpander(
      Blueprint blueprint,
      ApplianceDefinition definition,
      OvfDescriptor descriptor,
      DocumentTemplates templates,
      Diagnostics diagnostics) {
    this.blueprint = blueprint;
    this.definition = definition;
    this.descriptor = descriptor;
    this.documents = new DocumentExpander(templates);
    this.diagnostics = diagnostics;
  }

  Map<String, Value> expand(Blueprint.Node node, Bindings bindings) {
    Map<String, Located<Value>> properties = new LinkedHashMap<>();
    addTemplates(properties, definition.properties(), bindings);
    definition
        .documents()
        .forEach(document ->
            documents
                .expand(document, bindings.values())
                .forEach(
                    (key, value) -> properties.put(key, new Located<>(value, document.range()))));
    definition
        .role(node.role().value())
        .ifPresent(role -> addTemplates(properties, role.properties(), bindings));
    properties.putAll(blueprint.properties());
    properties.putAll(node.properties());
    PropertyValues values = new PropertyValues(descriptor, hidden(), diagnostics);
    Map<String, Value> checked = new TreeMap<>();
    properties.forEach(
        (key, value) -> values.check(key, value).ifPresent(found -> checked.put(key, found)));
    requireValues(properties.keySet());
    return checked;
  }

  private Set<String> hidden() {
    return blueprint.hiddenProperties().stream().map(Located::value).collect(Collectors.toSet());
  }

  private void addTemplates(
      Map<String, Located<Value>> properties,
      Map<String, Located<String>> templates,
      Bindings bindings) {
    templates.forEach((keyTemplate, valueTemplate) ->
        fill(new Located<>(keyTemplate, valueTemplate.range()), bindings)
            .ifPresent(key ->
                fill(valueTemplate, bindings)
                    .ifPresent(value ->
                        properties.put(
                            key.display(),
                            new Located<>(value, origin(keyTemplate, valueTemplate))))));
  }

  private Optional<Value> fill(Located<String> template, Bindings bindings) {
    return TemplateValue.of(template, bindings.values(), diagnostics);
  }

  /** Where to point: at the blueprint's setting when the key comes from one that it sets. */
  private SourceRange origin(String keyTemplate, Located<String> valueTemplate) {
    return Interpolation.parse(keyTemplate)
        .references()
        .map(Reference::name)
        .filter(name -> name.startsWith(SETTING_PREFIX))
        .map(name -> blueprint.settings().get(name.substring(SETTING_PREFIX.length())))
        .flatMap(setting -> Optional.ofNullable(setting).stream())
        .map(Located::range)
        .findFirst()
        .orElse(valueTemplate.range());
  }

  /** Points to the package, since nothing was written that could be pointed to. */
  private void requireValues(Set<String> given) {
    List<String> missing =
        descriptor.properties().stream()
            .filter(property -> property.needsValue() && !given.contains(property.key()))
            .map(OvfProperty::key)
            .toList();
    if (!missing.isEmpty()) {
      diagnostics.add(
          Diagnostic.error("ovf/missing-property", "the package wants values that are not given")
              .because(
                  "Without value, and without a default that would do: "
                      + String.join(", ", missing)
                      + ".")
              .advise("Add them to properties, or to those of the node.")
              .at(blueprint.origin().range()));
    }
  }
}
