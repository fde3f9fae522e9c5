package dev.slipway.sequence;

import dev.slipway.port.RemoteShell;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of an action.
 *
 * @param failure what went wrong, in a few words; null when nothing did
 * @param output what is searched for what is expected and for captures
 * @param errors what it said besides
 * @param headers of a response, found whatever their case
 */
record Performed(
    @Nullable String failure, String output, String errors, Map<String, String> headers) {
  static Performed done(String output) {
    return new Performed(null, output, "", Map.of());
  }

  static Performed of(RemoteShell.Result result) {
    return new Performed(
        result.exitStatus() == 0 ? null : "exit status " + result.exitStatus(),
        result.output(),
        result.errors(),
        Map.of());
  }

  static Performed failed(String failure) {
    return new Performed(failure, "", "", Map.of());
  }
}
