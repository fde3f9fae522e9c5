package dev.slipway.appliance;

import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Interpolation;
import dev.slipway.model.Interpolation.Reference;
import dev.slipway.model.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the settings of an appliance out of what a blueprint says and what the defaults are. */
public final class SettingsResolver {
  private SettingsResolver() {}

  /**
   * Checks the settings of a blueprint against the definition.
   *
   * @return what was given, and the defaults that hold no references; for the others, see {@link
   *     #complete}
   */
  public static Map<String, Value> resolve(
      ApplianceDefinition definition, Blueprint blueprint, Diagnostics diagnostics) {
    Map<String, Located<Value>> given = blueprint.settings();
    given.forEach((name, value) -> {
      if (!definition.settings().containsKey(name)) {
        diagnostics.add(
            Diagnostic.error("blueprint/unknown-setting", "unknown setting \"" + name + "\"")
                .because(definition.title() + " has no such setting.")
                .advise(Suggestion.among(name, definition.settings().keySet()))
                .at(value.range()));
      }
    });
    return resolve(definition.settings(), given, blueprint.range(), diagnostics);
  }

  /**
   * Checks what was given against what there is.
   *
   * @param place for what is missing
   */
  public static Map<String, Value> resolve(
      Map<String, Setting> settings,
      Map<String, Located<Value>> given,
      SourceRange place,
      Diagnostics diagnostics) {
    Set<String> misspelt = Suggestion.misspelt(given.keySet(), settings.keySet());
    Map<String, Value> values = new LinkedHashMap<>();
    for (Setting setting : settings.values()) {
      Located<Value> value = given.get(setting.name());
      if (value != null) {
        check(setting, value, diagnostics);
        values.put(setting.name(), normalised(setting, value.value()));
      } else if (setting.required() && !misspelt.contains(setting.name())) {
        diagnostics.add(
            Diagnostic.error(
                    "blueprint/missing-setting",
                    "the setting \"" + setting.name() + "\" is missing")
                .because(setting.description())
                .advise(allowed(setting))
                .at(place));
      } else {
        Value fixed = fixedDefault(setting);
        if (fixed != null) {
          values.put(setting.name(), fixed);
        }
      }
    }
    return values;
  }

  /**
   * The settings with those defaults added that hold references. A default is left out when an
   * optional reference of it has no value.
   *
   * @param settings from {@link #resolve}
   * @param bindings values by dotted name
   */
  public static Map<String, Value> complete(
      ApplianceDefinition definition,
      Map<String, Value> settings,
      Map<String, Value> bindings,
      Diagnostics diagnostics) {
    Map<String, Value> complete = new LinkedHashMap<>(settings);
    SourceRange range =
        SourceRange.startOf(definition.folder().resolve("appliance.yaml").toString());
    for (Setting setting : definition.settings().values()) {
      if (setting.defaultValue() != null && !complete.containsKey(setting.name())) {
        TemplateValue.of(new Located<>(setting.defaultValue(), range), bindings, diagnostics)
            .ifPresent(value -> complete.put(setting.name(), value));
      }
    }
    return complete;
  }

  /** Why a text cannot be the value of a setting; empty when it can. */
  static String mismatch(Setting setting, String text) {
    if (!setting.values().isEmpty() && !setting.values().contains(text)) {
      return allowed(setting);
    }
    return switch (setting.type()) {
      case STRING, SECRET -> "";
      case INTEGER -> text.matches("-?[0-9]{1,9}") ? "" : "It must be a whole number.";
      case BOOLEAN -> text.matches("(?i)true|false") ? "" : "It must be true or false.";
    };
  }

  private static void check(Setting setting, Located<Value> value, Diagnostics diagnostics) {
    switch (value.value()) {
      case Value.Confidential confidential -> {
        boolean constrained =
            !setting.values().isEmpty()
                || setting.type() == Setting.Type.INTEGER
                || setting.type() == Setting.Type.BOOLEAN;
        if (constrained) {
          diagnostics.add(
              Diagnostic.error(
                      "blueprint/secret-not-allowed",
                      "the setting \"" + setting.name() + "\" cannot be a secret")
                  .because("Its value decides what is planned.")
                  .at(value.range()));
        }
      }
      case Value.Plain(String text) -> {
        if (setting.type() == Setting.Type.SECRET) {
          diagnostics.add(plaintextSecret(setting, value.range()));
          return;
        }
        String why = mismatch(setting, text);
        if (!why.isEmpty()) {
          diagnostics.add(
              Diagnostic.error(
                      "blueprint/setting-value",
                      "\"" + text + "\" is not a value of \"" + setting.name() + "\"")
                  .because(why)
                  .advise(
                      Suggestion.nearest(text, setting.values())
                          .map(near -> "Did you mean \"" + near + "\"?")
                          .orElse(""))
                  .at(value.range()));
        }
      }
    }
  }

  private static Diagnostic plaintextSecret(Setting setting, SourceRange range) {
    return Diagnostic.error(
            "blueprint/plaintext-secret", "the setting \"" + setting.name() + "\" must be a secret")
        .because("Blueprints are shared and reviewed, so that no secret may stand in them.")
        .advise(
            "Write ${secret:NAME}, and say under \"secrets\" of the inventory file where it comes"
                + " from.")
        .at(range.withoutText());
  }

  /** A secret in plain text is reported as such, and then kept from sight like any other. */
  private static Value normalised(Setting setting, Value value) {
    return switch (value) {
      case Value.Confidential confidential -> confidential;
      case Value.Plain(String text) ->
          switch (setting.type()) {
            case BOOLEAN -> Value.plain(String.valueOf(text.equalsIgnoreCase("true")));
            case SECRET -> new Value.Confidential(Interpolation.literal(text).source());
            case STRING, INTEGER -> value;
          };
    };
  }

  private static @Nullable Value fixedDefault(Setting setting) {
    if (setting.defaultValue() == null) {
      return null;
    }
    Interpolation template = Interpolation.parse(setting.defaultValue());
    return template.references().findAny().isPresent()
        ? null
        : normalised(setting, Value.plain(template.resolve(Reference::source)));
  }

  private static String allowed(Setting setting) {
    return setting.values().isEmpty()
        ? ""
        : "Allowed: " + String.join(", ", setting.values()) + ".";
  }
}
