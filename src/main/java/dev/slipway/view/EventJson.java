package dev.slipway.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.apply.Event;
import java.time.Instant;
import java.util.Locale;

/** Puts an event into one line of JSON, for the journal and for machines that follow a run. */
public final class EventJson {
  private EventJson() {}

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
