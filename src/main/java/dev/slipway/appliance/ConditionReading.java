package dev.slipway.appliance;

import dev.slipway.appliance.ApplianceDefinition.Condition;
import dev.slipway.appliance.ApplianceDefinition.Match;
import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads with which values of settings something is supported. */
final class ConditionReading {
  private final Map<String, Setting> settings;
  private final Style style;

  ConditionReading(Map<String, Setting> settings, Style style) {
    this.settings = settings;
    this.style = style;
  }

  /** The list {@code conditions} of a mapping. */
  List<Condition> read(MappingReader owner) {
    List<Condition> conditions = new ArrayList<>();
    for (MappingReader reader : owner.mappings("conditions")) {
      Match supported = match(reader);
      Located<String> reason = reader.requireString("reason");
      MappingReader whenReader = reader.mapping("when");
      Match when = whenReader == null ? null : match(whenReader);
      if (whenReader != null) {
        whenReader.rejectUnknownKeys();
      }
      reader.rejectUnknownKeys();
      if (supported != null && reason != null) {
        conditions.add(new Condition(supported, when, reason.value()));
      }
    }
    return conditions;
  }

  private @Nullable Match match(MappingReader reader) {
    Located<String> name = reader.requireString("setting");
    List<Located<String>> oneOf = reader.strings("oneOf");
    if (name == null) {
      return null;
    }
    Setting setting = settings.get(name.value());
    if (setting == null) {
      style.report(
          "unknown-setting",
          "unknown setting \"" + name.value() + "\"",
          "",
          Suggestion.among(name.value(), settings.keySet()),
          name.range());
      return null;
    }
    for (Located<String> value : oneOf) {
      String why = SettingsResolver.mismatch(setting, value.value());
      if (!why.isEmpty()) {
        style.report(
            "bad-condition",
            "\"" + value.value() + "\" is not a value of \"" + name.value() + "\"",
            why,
            Suggestion.among(value.value(), setting.values()),
            value.range());
      }
    }
    return new Match(name.value(), oneOf.stream().map(Located::value).toList());
  }
}
