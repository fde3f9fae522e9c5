package dev.slipway.model;

import java.util.List;

/**
 * A setting of vSphere HA or DRS that a blueprint may declare.
 *
 * @param path its keys in the blueprint, joined by dots; plans call it so as well
 * @param apiPath where it stands in the API's data object
 */
public record Setting(String path, String apiPath, Values values) {
  static Setting of(String path, Values values) {
    return new Setting(path, path, values);
  }

  /** The same setting in a data object within. */
  Setting within(String object) {
    return new Setting(object + "." + path, object + "." + apiPath, values);
  }

  /** What may be declared. */
  public sealed interface Values {
    /** True or false; the API knows some of these as {@code enabled} and {@code disabled}. */
    record Truth() implements Values {}

    /** A whole number within bounds. */
    record WholeNumber(int minimum, int maximum) implements Values {}

    /** One of the API's words. */
    record Words(List<String> words) implements Values {
      public Words {
        words = List.copyOf(words);
      }

      static Words of(String... words) {
        return new Words(List.of(words));
      }
    }

    /** Names of objects in vCenter, in any order. */
    record Names() implements Values {}
  }
}
