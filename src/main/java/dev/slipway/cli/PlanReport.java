package dev.slipway.cli;

import dev.slipway.diag.Diagnostic;
import dev.slipway.plan.Action;
import dev.slipway.plan.Plan;
import dev.slipway.view.PlanText;

/** Shows a plan on the terminal. */
final class PlanReport {
  private final Terminal terminal;
  private final CommonOptions common;

  PlanReport(Terminal terminal, CommonOptions common) {
    this.terminal = terminal;
    this.common = common;
  }

  /**
   * A plan that cannot be applied is shown only when a resource itself stands in the way, or
   * nothing but a policy.
   */
  void show(Plan plan) {
    boolean blocked = plan.changes().stream().anyMatch(change -> change.action() == Action.BLOCKED);
    boolean forbidden =
        plan.diagnostics().stream()
            .filter(Diagnostic::isError)
            .allMatch(plan.verdict().diagnostics()::contains);
    if (forbidden || blocked) {
      terminal
          .out()
          .print(new PlanText(common.style(terminal, terminal.attached().out())).render(plan));
      terminal.out().flush();
    }
  }
}
