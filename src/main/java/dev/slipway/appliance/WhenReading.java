package dev.slipway.appliance;

import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads on which setting something depends: {@code when: {setting: mode, oneOf: [cluster]}}, {@code
 * {setting: mode}} for any value, or {@code {setting: mode, given: false}} for none.
 */
final class WhenReading {
  private final Map<String, Setting> settings;
  private final Style style;

  WhenReading(Map<String, Setting> settings, Style style) {
    this.settings = settings;
    this.style = style;
  }

  /** What stands under {@code when}; null when nothing does. */
  @Nullable When read(MappingReader owner) {
    MappingReader reader = owner.mapping("when");
    if (reader == null) {
      return null;
    }
    Setting setting = setting(reader);
    Located<Boolean> given = reader.bool("given");
    List<String> oneOf = values(reader, setting);
    reader.rejectUnknownKeys();
    if (given != null && !given.value() && !oneOf.isEmpty()) {
      style.report(
          "bad-condition", "a setting without a value is none of these", "", "", given.range());
    }
    return setting == null ? null : new When(setting.name(), given == null || given.value(), oneOf);
  }

  /** The one that is named under {@code setting}; null when there is no such setting. */
  @Nullable Setting setting(MappingReader reader) {
    Located<String> name = reader.requireString("setting");
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
    }
    return setting;
  }

  /** What stands under {@code oneOf}; reported is what a setting cannot have. */
  List<String> values(MappingReader reader, @Nullable Setting setting) {
    List<Located<String>> values = reader.strings("oneOf");
    if (setting != null) {
      values.forEach(value -> checkValue(setting, value));
    }
    return values.stream().map(Located::value).toList();
  }

  private void checkValue(Setting setting, Located<String> value) {
    String why = SettingsResolver.mismatch(setting, value.value());
    if (!why.isEmpty()) {
      style.report(
          "bad-condition",
          "\"" + value.value() + "\" is not a value of \"" + setting.name() + "\"",
          why,
          Suggestion.among(value.value(), setting.values()),
          value.range());
    }
  }
}
