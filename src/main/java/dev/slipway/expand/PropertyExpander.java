package dev.slipway.expand;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.appliance.TemplateValue;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Bindings;
import dev.slipway.model.Interpolation;
import dev.slipway.model.Interpolation.Reference;
import dev.slipway.model.Value;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfProperty;
import dev.slipway.ovf.PropertyCheck;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gathers the OVF properties of a node: those of the definition, of its role, of the blueprint and
 * of the node itself, later ones winning; and checks each against the package's descriptor.
 */
final class PropertyExpander {
  private static final String SETTING_PREFIX = "settings.";

  private final Blueprint blueprint;
  private final ApplianceDefinition definition;
  private final OvfDescriptor descriptor;
  private final Diagnostics diagnostics;

  PropertyExpander(
      Blueprint blueprint,
      ApplianceDefinition definition,
      OvfDescriptor descriptor,
      Diagnostics diagnostics) {
    this.blueprint = blueprint;
    this.definition = definition;
    this.descriptor = descriptor;
    this.diagnostics = diagnostics;
  }

  Map<String, Value> expand(Blueprint.Node node, Bindings bindings) {
    Map<String, Located<Value>> properties = new LinkedHashMap<>();
    addTemplates(properties, definition.properties(), bindings);
    definition
        .role(node.role().value())
        .ifPresent(role -> addTemplates(properties, role.properties(), bindings));
    properties.putAll(blueprint.properties());
    properties.putAll(node.properties());
    Map<String, Value> checked = new TreeMap<>();
    properties.forEach(
        (key, value) -> check(key, value).ifPresent(found -> checked.put(key, found)));
    return checked;
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

  private Optional<Value> check(String key, Located<Value> value) {
    Optional<OvfProperty> property = descriptor.property(key);
    if (property.isEmpty()) {
      diagnostics.add(
          Diagnostic.error("ovf/unknown-property", "the package has no property " + key)
              .because("vSphere would drop it without a word.")
              .advise(
                  Suggestion.among(
                      key, descriptor.properties().stream().map(OvfProperty::key).toList()))
              .at(value.range()));
      return Optional.empty();
    }
    if (!property.get().userConfigurable()) {
      diagnostics.add(
          Diagnostic.error("ovf/not-configurable", "property " + key + " cannot be set")
              .because("The package declares it as not user-configurable.")
              .advise("Leave it out.")
              .at(value.range()));
      return Optional.empty();
    }
    return Optional.of(
        switch (value.value()) {
          case Value.Confidential confidential -> confidential;
          case Value.Plain(String text) -> {
            PropertyCheck.problem(property.get(), text)
                .ifPresent(reason ->
                    diagnostics.add(
                        Diagnostic.error("ovf/bad-property-value", "bad value for property " + key)
                            .because(reason)
                            .at(value.range())));
            yield property.get().password()
                ? new Value.Confidential(Interpolation.literal(text).source())
                : value.value();
          }
        });
  }
}
