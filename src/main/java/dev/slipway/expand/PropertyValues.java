package dev.slipway.expand;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Interpolation;
import dev.slipway.model.Value;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfProperty;
import dev.slipway.ovf.PropertyCheck;
import java.util.Optional;
import java.util.Set;

/** Holds given properties against those that the package's descriptor declares. */
final class PropertyValues {
  private final OvfDescriptor descriptor;
  private final Set<String> hidden;
  private final Diagnostics diagnostics;

  /**
   * Makes a check.
   *
   * @param hidden keys of properties that may be set though they are not user-configurable
   */
  PropertyValues(OvfDescriptor descriptor, Set<String> hidden, Diagnostics diagnostics) {
    this.descriptor = descriptor;
    this.hidden = hidden;
    this.diagnostics = diagnostics;
  }

  /** The value as it may be sent; empty when the property cannot be set. */
  Optional<Value> check(String key, Located<Value> value) {
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
    if (!property.get().userConfigurable() && !hidden.contains(key)) {
      diagnostics.add(
          Diagnostic.error("ovf/not-configurable", "property " + key + " cannot be set")
              .because("The package declares it as not user-configurable.")
              .advise("Leave it out, or name it in hiddenProperties to set it on purpose.")
              .at(value.range()));
      return Optional.empty();
    }
    return Optional.of(
        switch (value.value()) {
          case Value.Confidential confidential -> confidential;
          case Value.Plain(String text) -> plain(property.get(), text, value);
        });
  }

  private Value plain(OvfProperty property, String text, Located<Value> value) {
    SourceRange place = property.password() ? value.range().withoutText() : value.range();
    PropertyCheck.problem(property, text)
        .ifPresent(reason ->
            diagnostics.add(
                Diagnostic.error(
                        "ovf/bad-property-value", "bad value for property " + property.key())
                    .because(reason)
                    .at(place)));
    if (!property.password()) {
      return value.value();
    }
    if (!text.isEmpty()) {
      diagnostics.add(
          Diagnostic.warning(
                  "ovf/plaintext-password",
                  "property " + property.key() + " is a password in plain text")
              .because("Whoever reads the blueprint knows it.")
              .advise(
                  "Write ${secret:NAME}, and say in the inventory file where the secret comes"
                      + " from.")
              .at(place));
    }
    return new Value.Confidential(Interpolation.literal(text).source());
  }
}
