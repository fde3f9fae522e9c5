package dev.slipway.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Severity;
import dev.slipway.diag.SourceRange;
import dev.slipway.plan.Action;
import dev.slipway.plan.Attribute;
import dev.slipway.plan.AttributeChange;
import dev.slipway.plan.Change;
import dev.slipway.plan.Plan;
import dev.slipway.plan.StepGraph;
import dev.slipway.plan.Summary;
import dev.slipway.plan.Verdict;
import dev.slipway.plan.Verdict.Violation;
import dev.slipway.plan.Verdict.Waived;
import java.util.List;
import java.util.Locale;

/**
 * Shows plans and problems to machines. A reader may rely on {@code format_version}: new members
 * raise its minor part, everything else its major part. Sensitive values are never in it.
 */
public final class PlanJson {
  static final String FORMAT_VERSION = "1.0";

  private PlanJson() {}

  /** A plan as one JSON document. */
  public static String render(Plan plan) {
    return write(tree(plan));
  }

  /** The same document, for those who put more beside it. */
  public static ObjectNode tree(Plan plan) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format_version", FORMAT_VERSION);
    root.put("operation", plan.operation().name().toLowerCase(Locale.ROOT));
    root.put("blueprint", plan.blueprint());
    root.put("blueprint_digest", plan.blueprintDigest());
    root.put("applicable", plan.isApplicable());
    root.set("summary", summary(plan.summary()));
    ArrayNode changes = root.putArray("resource_changes");
    plan.changes().forEach(change -> changes.add(change(change)));
    ArrayNode steps = root.putArray("steps");
    plan.graph().nodes().forEach(node -> steps.add(step(node)));
    root.set("diagnostics", diagnostics(plan.diagnostics()));
    root.set("policy", policy(plan.verdict()));
    return root;
  }

  /** The outcome of a command that could not make a plan, as one JSON document. */
  public static String render(List<Diagnostic> problems) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format_version", FORMAT_VERSION);
    root.put("valid", problems.stream().noneMatch(Diagnostic::isError));
    root.put("error_count", problems.stream().filter(Diagnostic::isError).count());
    root.put(
        "warning_count",
        problems.stream().filter(problem -> problem.severity() == Severity.WARNING).count());
    root.set("diagnostics", diagnostics(problems));
    return write(root);
  }

  static ObjectNode summary(Summary summary) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("add", summary.added())
        .put("change", summary.changed())
        .put("destroy", summary.destroyed());
  }

  static ObjectNode change(Change change) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("address", change.address().toString());
    node.put("type", change.address().kind().word());
    node.put("name", change.address().name());
    node.put("impact", change.impact().word());
    node.put("drift", change.hasDrift());
    ArrayNode reasons = node.putArray("reasons");
    change.reasons().forEach(reasons::add);
    ArrayNode actions = node.putObject("change").putArray("actions");
    actions(change.action()).forEach(actions::add);
    ArrayNode attributes = node.putArray("attributes");
    for (AttributeChange attribute : change.attributes()) {
      ObjectNode entry = attributes.addObject();
      entry.put("path", attribute.path());
      put(entry, "before", attribute.before());
      put(entry, "after", attribute.after());
      if (attribute.drift()) {
        entry.put("drift", true);
      }
    }
    return node;
  }

  private static List<String> actions(Action action) {
    return switch (action) {
      case CREATE -> List.of("create");
      case UPDATE -> List.of("update");
      case REPLACE -> List.of("delete", "create");
      case DELETE -> List.of("delete");
      case NONE -> List.of("no-op");
      case BLOCKED -> List.of("blocked");
    };
  }

  private static void put(ObjectNode entry, String side, Attribute attribute) {
    switch (attribute) {
      case Attribute.Text(String text) -> entry.put(side, text);
      case Attribute.Listing(List<String> items) -> {
        ArrayNode array = entry.putArray(side);
        items.forEach(array::add);
      }
      case Attribute.Sensitive sensitive -> entry.put(side + "_sensitive", true);
      case Attribute.KnownAfterApply unknown -> entry.put(side + "_unknown", true);
      case Attribute.Absent absent -> entry.putNull(side);
    }
  }

  private static ObjectNode policy(Verdict verdict) {
    ObjectNode policy = JsonNodeFactory.instance.objectNode();
    ArrayNode violations = policy.putArray("violations");
    for (Violation violation : verdict.violations()) {
      violations
          .addObject()
          .put("rule", violation.rule())
          .put("severity", violation.severity().name().toLowerCase(Locale.ROOT))
          .put("resource", violation.resource())
          .put("message", violation.message());
    }
    ArrayNode waived = policy.putArray("waived");
    verdict.waived().forEach(waiver -> waived.add(waived(waiver)));
    return policy;
  }

  static ObjectNode waived(Waived waiver) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("rule", waiver.rule())
        .put("resource", waiver.resource())
        .put("message", waiver.message())
        .put("reason", waiver.reason())
        .put("until", waiver.until().toString());
  }

  private static ObjectNode step(StepGraph.Node node) {
    ObjectNode step = JsonNodeFactory.instance.objectNode();
    step.put("id", node.step().id());
    step.put("title", node.step().title());
    ArrayNode dependsOn = step.putArray("depends_on");
    node.dependsOn().forEach(dependsOn::add);
    return step;
  }

  static ArrayNode diagnostics(List<Diagnostic> diagnostics) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    diagnostics.forEach(diagnostic -> array.add(diagnostic(diagnostic)));
    return array;
  }

  static ObjectNode diagnostic(Diagnostic diagnostic) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("severity", diagnostic.severity().word());
    node.put("code", diagnostic.code());
    node.put("summary", diagnostic.summary());
    node.put("detail", diagnostic.detail());
    node.put("advice", diagnostic.advice());
    SourceRange range = diagnostic.range();
    if (range != null) {
      ObjectNode place = node.putObject("range");
      place.put("filename", range.file());
      place.putObject("start").put("line", range.line()).put("column", range.column());
      place.putObject("end").put("line", range.endLine()).put("column", range.endColumn());
      node.put("snippet", range.text());
    }
    return node;
  }

  static String write(ObjectNode root) {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
