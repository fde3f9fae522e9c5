package dev.slipway.ovf;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.SourceRange;
import dev.slipway.diag.Suggestion;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Warns of what a descriptor says about a property in vain: a blueprint's value can still be right,
 * but is not held against it.
 */
final class PropertyDeclaration {
  /** What follows the name of a type: {@code ip:VM Network}, {@code string(1..8)}. */
  private static final Pattern ARGUMENT = Pattern.compile("[:(\\[].*", Pattern.DOTALL);

  private final OvfProperty property;
  private final SourceRange place;
  private final Diagnostics diagnostics;

  /**
   * Takes a property.
   *
   * @param range where it is declared, perhaps with a password as its default
   */
  PropertyDeclaration(OvfProperty property, SourceRange range, Diagnostics diagnostics) {
    this.property = property;
    this.place = property.password() ? range.withoutText() : range;
    this.diagnostics = diagnostics;
  }

  void check() {
    checkType();
    property.qualifiers().forEach(this::checkQualifier);
    checkDefault();
  }

  private void checkType() {
    String type = ARGUMENT.matcher(property.type()).replaceFirst("").strip();
    if (!PropertyCheck.TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      diagnostics.add(
          Diagnostic.warning(
                  "ovf/unknown-type", "property \"" + property.key() + "\" has an unknown type")
              .because(
                  "Nothing is known of the type \"%s\", so that any value passes."
                      .formatted(property.type()))
              .advise(Suggestion.among(type, PropertyCheck.TYPES))
              .at(place));
    }
  }

  private void checkQualifier(String written) {
    Qualifier qualifier = Qualifier.parse(written);
    if (!qualifier.isUnderstood()) {
      diagnostics.add(
          Diagnostic.warning(
                  "ovf/bad-qualifier",
                  "property \"" + property.key() + "\" has a qualifier that is not understood")
              .because("No value is held against \"" + written + "\".")
              .advise("The forms are MinLen(8), MaxLen(25) and ValueMap{\"red\",\"green\"}.")
              .at(place));
    }
  }

  /** An empty default is the usual way to say that there is none. */
  private void checkDefault() {
    String standard = property.defaultValue();
    if (standard == null || standard.isEmpty()) {
      return;
    }
    PropertyCheck.problem(property, standard)
        .ifPresent(reason ->
            diagnostics.add(
                Diagnostic.warning(
                        "ovf/bad-default", "bad default for property \"" + property.key() + "\"")
                    .because("It " + reason + ".")
                    .advise("Give the property a value in the blueprint.")
                    .at(place)));
  }
}
