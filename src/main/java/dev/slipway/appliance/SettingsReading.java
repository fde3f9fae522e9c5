package dev.slipway.appliance;

import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.diag.Located;
import dev.slipway.model.Interpolation;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads which settings an appliance has, or which parameters a system. */
public final class SettingsReading {
  private static final Map<String, Setting.Type> TYPES =
      Arrays.stream(Setting.Type.values())
          .collect(
              Collectors.toMap(type -> type.name().toLowerCase(Locale.ROOT), Function.identity()));

  private final Style style;

  public SettingsReading(Style style) {
    this.style = style;
  }

  /** The settings by name, in their order. */
  public Map<String, Setting> read(Map<String, MappingReader> readers) {
    Map<String, Setting> settings = new LinkedHashMap<>();
    readers.forEach((name, reader) -> {
      Setting setting = setting(name, reader);
      if (setting != null) {
        settings.put(name, setting);
      }
    });
    return settings;
  }

  private @Nullable Setting setting(String name, MappingReader reader) {
    if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
      style.report(
          "illegal-name",
          "\"" + name + "\" cannot be the name of a setting",
          "Commands refer to settings by name, so that it must be letters, digits and underscores.",
          "",
          reader.place());
    }
    Located<Setting.Type> type = reader.requireChoice("type", TYPES);
    Located<Boolean> required = reader.bool("required");
    List<String> values = reader.strings("values").stream().map(Located::value).toList();
    Located<String> defaultValue = reader.string("default");
    Located<String> description = reader.requireString("description");
    Located<String> unverified = reader.string("unverified");
    reader.rejectUnknownKeys();
    if (type == null || description == null) {
      return null;
    }
    Setting setting =
        new Setting(
            name,
            type.value(),
            required != null && required.value(),
            values,
            defaultValue == null ? null : defaultValue.value(),
            description.value(),
            unverified == null ? null : unverified.value());
    if (defaultValue != null) {
      checkDefault(setting, defaultValue);
    }
    return setting;
  }

  private void checkDefault(Setting setting, Located<String> value) {
    String why = "";
    if (setting.required()) {
      why = "A setting that is required needs no default.";
    } else if (setting.type() == Setting.Type.SECRET) {
      why = "A secret must not stand in an appliance definition.";
    } else if (Interpolation.parse(value.value()).references().findAny().isPresent()) {
      ReferenceNames.forDefaults().check(value, style);
    } else {
      why = SettingsResolver.mismatch(setting, value.value());
    }
    if (!why.isEmpty()) {
      style.report(
          "bad-default",
          "the default value is not possible",
          why,
          "",
          setting.type() == Setting.Type.SECRET ? value.range().withoutText() : value.range());
    }
  }
}
