package dev.slipway.sequence;

import dev.slipway.diag.Category;
import dev.slipway.model.Secret;
import dev.slipway.port.PortException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a step and what is to be said of it.
 *
 * @param failure null when it succeeded
 */
record Attempt(
    Performed performed,
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

  /** The same attempt, which does not count after all. */
  Attempt failing(Failure reason) {
    return new Attempt(performed, captured, reason, redaction);
  }

  PortException exception(String title, Failure reason, int attempts) {
    String printed = redaction.lastLines(everything());
    return new PortException(
        Category.ENVIRONMENT,
        reason.code(),
        "step \"" + title + "\" failed",
        reason.what()
            + (attempts > 1 ? ", after " + attempts + " attempts" : "")
            + (reason.why().isEmpty() ? "" : ". " + reason.why())
            + (printed.isEmpty() ? "; it printed nothing" : "; it printed last:\n" + printed),
        "",
        null);
  }

  private String everything() {
    return performed.output() + "\n" + performed.errors();
  }
}
