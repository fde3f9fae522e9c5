package dev.slipway.apply;

import dev.slipway.diag.Diagnostic;
import java.util.List;

/** How a run ended, with all that went wrong. */
public record RunResult(Status status, List<Diagnostic> diagnostics) {
  /** The end of a run. */
  public enum Status {
    DONE,
    FAILED,
    INTERRUPTED
  }

  public RunResult {
    diagnostics = List.copyOf(diagnostics);
  }
}
