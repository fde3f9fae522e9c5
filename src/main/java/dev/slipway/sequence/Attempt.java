package dev.slipway.sequence;

import dev.slipway.diag.Category;
import dev.slipway.model.CommandSpec;
import dev.slipway.model.Secret;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of a command and what is to be said of it.
 *
 * @param failure null when it succeeded
 */
record Attempt(
    RemoteShell.Result result,
    Map<String, Secret> captured,
    @Nullable Failure failure,
    Redaction redaction) {

  /**
   * Why a run does not count.
   *
   * @param what in a few words, without secrets
   * @param why in full sentences, without secrets; may be empty
   * @param mayPass whether the next run may do better
   */
  record Failure(String code, String what, String why, boolean mayPass) {}

  String inOneLine() {
    String said = redaction.lastLine(everything());
    return (failure == null ? "" : failure.what()) + (said.isEmpty() ? "" : ": " + said);
  }

  PortException exception(CommandSpec command, Failure reason, int attempts) {
    String printed = redaction.lastLines(everything());
    return new PortException(
        Category.ENVIRONMENT,
        reason.code(),
        "step \"" + command.title() + "\" failed",
        reason.what()
            + (attempts > 1 ? ", after " + attempts + " attempts" : "")
            + (reason.why().isEmpty() ? "" : ". " + reason.why())
            + (printed.isEmpty() ? "; it printed nothing" : "; it printed last:\n" + printed),
        "",
        null);
  }

  private String everything() {
    return result.output() + "\n" + result.errors();
  }
}
