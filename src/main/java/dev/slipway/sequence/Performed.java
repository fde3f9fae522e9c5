package dev.slipway.sequence;

import org.jspecify.annotations.Nullable;

/**
 * What came of an action.
 *
 * @param failure what went wrong, in a few words; null when nothing did
 * @param output what is searched for what is expected and for captures
 * @param errors what it said besides
 */
record Performed(@Nullable String failure, String output, String errors) {
  static Performed done(String output) {
    return new Performed(null, output, "");
  }

  static Performed failed(String failure) {
    return new Performed(failure, "", "");
  }
}
