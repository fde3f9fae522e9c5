package dev.slipway.model;

import org.jspecify.annotations.Nullable;

/**
 * What an output must show besides its success.
 *
 * @param from must be found
 * @param is the text that is found, with {@code ${…}} bindings; null when anything will do
 * @param matches regular expression that matches what is found as a whole; may hold bindings, which
 *     are quoted; null when anything will do
 */
public record Expectation(Extraction from, @Nullable String is, @Nullable String matches) {
  /** That a regular expression is found. */
  public static Expectation shows(String pattern) {
    return new Expectation(new Extraction.Text(pattern, ""), null, null);
  }
}
