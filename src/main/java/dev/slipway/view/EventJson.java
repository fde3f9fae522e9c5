package dev.slipway.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.apply.Event;
import dev.slipway.diag.Diagnostic;
import dev.slipway.plan.Change;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Verdict.Waived;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts an event into one line of JSON, for the journal and for machines that follow a run. */
public final class EventJson {
  private static final String FORMAT_VERSION = "1.0";

  private EventJson() {}

  /** The line that a stream begins with; a reader may rely on its version. */
  public static String version(String slipwayVersion, Instant time) {
    return line("version", time)
        .put("format_version", FORMAT_VERSION)
        .put("slipway_version", slipwayVersion)
        .toString();
  }

  /** What is going to happen to one resource. */
  public static String planned(Change change, Instant time) {
    ObjectNode node = line("planned_change", time);
    node.set("resource_change", PlanJson.change(change));
    return node.toString();
  }

  /** A policy rule that is not met and that a waiver excuses. */
  public static String waived(Waived waiver, Instant time) {
    ObjectNode node = line("policy_waived", time);
    node.set("waived", PlanJson.waived(waiver));
    return node.toString();
  }

  /** A problem, or something to know. */
  public static String diagnostic(Diagnostic diagnostic, Instant time) {
    ObjectNode node = line("diagnostic", time).put("@message", diagnostic.summary());
    node.set("diagnostic", PlanJson.diagnostic(diagnostic));
    return node.toString();
  }

  /**
   * The line that a stream ends with.
   *
   * @param plan what was to be done; null when it did not come to a plan
   */
  public static String outcome(@Nullable Plan plan, int exitCode, Instant time) {
    ObjectNode node = line("outcome", time).put("exit_code", exitCode);
    node.set("summary", plan == null ? NullNode.instance : PlanJson.summary(plan.summary()));
    return node.toString();
  }

  private static ObjectNode line(String type, Instant time) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("@timestamp", time.toString())
        .put("type", type);
  }

  /** The event as one line, without line break. */
  public static String render(Event event, Instant time) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("@timestamp", time.toString());
    switch (event) {
      case Event.RunStarted started -> {
        node.put("type", "run_start");
        node.put("operation", started.operation()).put("blueprint", started.blueprint());
        ArrayNode steps = node.putArray("steps");
        started.steps().forEach(steps::add);
      }
      case Event.StepStarted started ->
          node.put("type", "step_start")
              .put("step", started.step())
              .put("@message", started.title());
      case Event.StepTransferred transferred ->
          node.put("type", "step_progress")
              .put("step", transferred.step())
              .put("sent", transferred.sent())
              .put("total", transferred.total());
      case Event.StepNoted noted ->
          node.put("type", "step_note").put("step", noted.step()).put("@message", noted.note());
      case Event.StepDone done ->
          node.put("type", "step_complete")
              .put("step", done.step())
              .put("@message", done.title())
              .put("note", done.note())
              .put("milliseconds", done.milliseconds());
      case Event.StepFailed failed ->
          node.put("type", "step_errored")
              .put("step", failed.step())
              .put("@message", failed.title())
              .set("diagnostic", PlanJson.diagnostic(failed.diagnostic()));
      case Event.StepSkipped skipped ->
          node.put("type", "step_skipped")
              .put("step", skipped.step())
              .put("@message", skipped.title())
              .put("because", skipped.because());
      case Event.StepInterrupted interrupted ->
          node.put("type", "step_interrupted")
              .put("step", interrupted.step())
              .put("@message", interrupted.title());
      case Event.RunFinished finished ->
          node.put("type", "run_complete")
              .put("status", finished.status().name().toLowerCase(Locale.ROOT))
              .put("done", finished.done())
              .put("failed", finished.failed())
              .put("skipped", finished.skipped());
    }
    return node.toString();
  }
}
