package dev.slipway.appliance;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Interpolation;
import dev.slipway.model.Interpolation.Reference;
import dev.slipway.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Fills the templates of an appliance definition. */
public final class TemplateValue {
  private TemplateValue() {}

  /**
   * The value of a template, confidential when a part of it is.
   *
   * @param bindings values by dotted name
   * @return empty when a reference has no value: without a word when the reference is optional,
   *     else with a diagnostic
   */
  public static Optional<Value> of(
      Located<String> template, Map<String, Value> bindings, Diagnostics diagnostics) {
    Interpolation text = Interpolation.parse(template.value());
    List<Reference> missing =
        text.references().filter(reference -> !bindings.containsKey(reference.name())).toList();
    if (missing.isEmpty()) {
      return Optional.of(
          text.substitute(reference -> Objects.requireNonNull(bindings.get(reference.name()))));
    }
    missing.stream()
        .filter(reference -> !reference.optional())
        .forEach(reference -> diagnostics.add(noValue(reference, template)));
    return Optional.empty();
  }

  private static Diagnostic noValue(Reference reference, Located<String> template) {
    return noValue(reference.name(), reference.source(), template.range());
  }

  /**
   * The problem that nothing gives a value for what is referred to.
   *
   * @param name with dots
   * @param written the reference
   * @param range where it stands
   */
  public static Diagnostic noValue(String name, String written, SourceRange range) {
    String[] words = name.split("\\.", 2);
    String last = words[words.length - 1];
    String advice =
        switch (words[0]) {
          case "network" -> "Give \"" + last + "\" under \"network\" in the inventory file.";
          case "settings" -> "Give \"" + last + "\" under \"settings\" in the blueprint.";
          case "ssh" -> "Give \"privateKey\" under \"ssh\" in the inventory file.";
          default -> "";
        };
    return Diagnostic.error("appliance/no-value", "nothing gives a value for " + written)
        .because("The appliance definition needs it.")
        .advise(advice)
        .at(range);
  }
}
