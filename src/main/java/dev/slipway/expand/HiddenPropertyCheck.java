package dev.slipway.expand;

import dev.slipway.blueprint.Blueprint;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfProperty;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether a package hides the properties that a blueprint sets all the same. */
final class HiddenPropertyCheck {
  private HiddenPropertyCheck() {}

  /** The keys of those that it does hide. */
  static Set<String> check(Blueprint blueprint, OvfDescriptor descriptor, Diagnostics diagnostics) {
    Set<String> hidden = new TreeSet<>();
    for (Located<String> key : blueprint.hiddenProperties()) {
      Optional<OvfProperty> property = descriptor.property(key.value());
      if (property.isEmpty()) {
        diagnostics.add(
            Diagnostic.error("ovf/unknown-property", "the package has no property " + key.value())
                .because("There is nothing to let a value be set for.")
                .advise(
                    Suggestion.among(
                        key.value(),
                        descriptor.properties().stream()
                            .filter(each -> !each.userConfigurable())
                            .map(OvfProperty::key)
                            .toList()))
                .at(key.range()));
      } else if (property.get().userConfigurable()) {
        diagnostics.add(
            Diagnostic.warning("ovf/not-hidden", "property " + key.value() + " is not hidden")
                .because("The package lets users configure it as it is.")
                .advise("Leave it out of hiddenProperties.")
                .at(key.range()));
      } else {
        hidden.add(key.value());
      }
    }
    return hidden;
  }
}
