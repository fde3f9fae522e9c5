package dev.slipway.cli;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import java.util.List;

/** The exit codes that scripts rely on (DESIGN.md, decision 10). */
final class ExitCode {
  /** Done, or nothing to do. */
  static final int DONE = 0;

  /** Something failed that the input is not to blame for. */
  static final int FAILED = 1;

  /** There are changes to apply, with {@code --detailed-exitcode}. */
  static final int CHANGES_PENDING = 2;

  /** What {@code status} was asked about is at risk, degraded or down. */
  static final int NOT_HEALTHY = 2;

  /** Usage, blueprint, inventory file, appliance definition or package are wrong. */
  static final int INPUT_WRONG = 3;

  /** Reality contradicts the plan. */
  static final int CONFLICT = 4;

  /** A step waits for a person; applying again goes on from there. */
  static final int WAITING = 5;

  /** Stopped by a signal. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}

  static int of(List<Diagnostic> diagnostics) {
    if (diagnostics.stream().noneMatch(Diagnostic::isError)) {
      return DONE;
    }
    if (has(diagnostics, Category.USER)) {
      return INPUT_WRONG;
    }
    if (has(diagnostics, Category.CONFLICT)) {
      return CONFLICT;
    }
    // What failed besides is more urgent than what waits.
    return diagnostics.stream()
            .filter(Diagnostic::isError)
            .allMatch(diagnostic -> diagnostic.category() == Category.ATTENDANCE)
        ? WAITING
        : FAILED;
  }

  private static boolean has(List<Diagnostic> diagnostics, Category category) {
    return diagnostics.stream()
        .anyMatch(diagnostic -> diagnostic.isError() && diagnostic.category() == category);
  }
}
