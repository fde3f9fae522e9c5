package dev.slipway.appliance;

import dev.slipway.model.Value;
import java.util.List;
import java.util.Map;

/**
 * The setting that decides whether a step or a sequence belongs to a blueprint.
 *
 * @param given whether the setting must have a value at all, or must have none
 * @param oneOf values that it must have; empty when any value will do
 */
public record When(String setting, boolean given, List<String> oneOf) {
  public When {
    oneOf = List.copyOf(oneOf);
  }

  /**
   * Whether it is so with these settings.
   *
   * @param settings those that have a value, by name
   */
  boolean holds(Map<String, Value> settings) {
    return switch (settings.get(setting)) {
      case null -> !given;
      case Value.Plain(String text) -> given && (oneOf.isEmpty() || oneOf.contains(text));
      case Value.Confidential secret -> given && oneOf.isEmpty();
    };
  }
}
