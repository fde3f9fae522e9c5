package dev.slipway.cli;

import dev.slipway.apply.Event;
import dev.slipway.apply.EventSink;
import dev.slipway.diag.Diagnostic;
import dev.slipway.plan.Change;
import dev.slipway.plan.Plan;
import dev.slipway.view.EventJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run told to machines: lines of JSON on standard output, a version first and the outcome last,
 * and nothing else there.
 */
final class EventStream implements EventSink {
  private final Terminal terminal;
  private @Nullable Plan plan;

  private EventStream(Terminal terminal) {
    this.terminal = terminal;
  }

  static EventStream begin(Terminal terminal) {
    EventStream stream = new EventStream(terminal);
    stream.line(EventJson.version(Version.number(), terminal.clock().instant()));
    return stream;
  }

  void planned(Plan newPlan) {
    plan = newPlan;
    newPlan.changes().stream()
        .filter(Change::isPending)
        .forEach(change -> line(EventJson.planned(change, terminal.clock().instant())));
    newPlan
        .verdict()
        .waived()
        .forEach(waiver -> line(EventJson.waived(waiver, terminal.clock().instant())));
  }

  void diagnosed(List<Diagnostic> diagnostics) {
    diagnostics.forEach(
        diagnostic -> line(EventJson.diagnostic(diagnostic, terminal.clock().instant())));
  }

  @Override
  public void accept(Event event) {
    line(EventJson.render(event, terminal.clock().instant()));
  }

  void end(int exitCode) {
    line(EventJson.outcome(plan, exitCode, terminal.clock().instant()));
  }

  private synchronized void line(String json) {
    terminal.out().println(json);
    terminal.out().flush();
  }
}
