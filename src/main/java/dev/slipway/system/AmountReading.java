package dev.slipway.system;

import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.system.SystemDefinition.Amount;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what the arithmetic of a system definition is made of: numbers and parameters. */
final class AmountReading {
  private final Map<String, Setting> parameters;
  private final Style style;

  /**
   * Makes a reading.
   *
   * @param parameters filled before the first amount is read
   */
  AmountReading(Map<String, Setting> parameters, Style style) {
    this.parameters = parameters;
    this.style = style;
  }

  /** A number from 1 on, or the name of a parameter; null when it is not there. */
  @Nullable Amount amount(MappingReader reader, String key) {
    Located<String> written = reader.string(key);
    if (written == null) {
      return null;
    }
    if (!written.value().matches("-?[0-9]+")) {
      checkNumber(written, Set.of());
      return new Amount.OfParameter(written.value());
    }
    Located<Integer> number = reader.integer(key, 1, Integer.MAX_VALUE);
    return number == null ? null : new Amount.Fixed(number.value());
  }

  /**
   * The name of a parameter that is a whole number; null, with a diagnostic, when there is none.
   */
  @Nullable Located<String> parameter(MappingReader reader, String key) {
    Located<String> written = reader.requireString(key);
    if (written != null) {
      checkNumber(written, Set.of());
    }
    return written;
  }

  /** Reports a name that is neither a parameter with a whole number nor one of these groups. */
  void checkNumber(Located<String> name, Set<String> groups) {
    Setting setting = parameters.get(name.value());
    if (groups.contains(name.value())
        || (setting != null && setting.type() == Setting.Type.INTEGER)) {
      return;
    }
    Set<String> known = new TreeSet<>(groups);
    parameters.values().stream()
        .filter(each -> each.type() == Setting.Type.INTEGER)
        .forEach(each -> known.add(each.name()));
    style.report(
        "unknown-number",
        "there is no number called " + name.value(),
        "It must be a parameter of type integer, or a group that stands above.",
        Suggestion.among(name.value(), known),
        name.range());
  }

  /** The values of parameters with which something holds. */
  Map<String, String> when(MappingReader reader) {
    Map<String, String> when = new LinkedHashMap<>();
    reader
        .stringMap("when")
        .forEach((name, value) -> {
          if (!parameters.containsKey(name)) {
            style.report(
                "unknown-parameter",
                "there is no parameter " + name,
                "",
                Suggestion.among(name, parameters.keySet()),
                value.range());
          }
          when.put(name, value.value());
        });
    return when;
  }
}
