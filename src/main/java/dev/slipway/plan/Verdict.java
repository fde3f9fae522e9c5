package dev.slipway.plan;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Severity;
import java.time.LocalDate;
import java.util.List;

/**
 * What the policies say of a plan.
 *
 * @param violations rules that are not met
 * @param waived rules that are not met and that a waiver excuses
 * @param diagnostics a problem for each violation, and what is wrong with the waivers
 */
public record Verdict(
    List<Violation> violations, List<Waived> waived, List<Diagnostic> diagnostics) {
  /** Nothing to say. */
  public static final Verdict NONE = new Verdict(List.of(), List.of(), List.of());

  public Verdict {
    violations = List.copyOf(violations);
    waived = List.copyOf(waived);
    diagnostics = List.copyOf(diagnostics);
  }

  /**
   * One rule that is not met.
   *
   * @param resource address of what does not meet it; empty when it is the whole
   */
  public record Violation(String rule, Severity severity, String resource, String message) {}

  /**
   * One violation that is excused.
   *
   * @param until the last day on which it is
   */
  public record Waived(
      String rule, String resource, String message, String reason, LocalDate until) {}
}
