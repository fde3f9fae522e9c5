package dev.slipway.planfile;

import static dev.slipway.planfile.JsonSchemas.allow;
import static dev.slipway.planfile.JsonSchemas.constant;
import static dev.slipway.planfile.JsonSchemas.list;
import static dev.slipway.planfile.JsonSchemas.nothing;
import static dev.slipway.planfile.JsonSchemas.number;
import static dev.slipway.planfile.JsonSchemas.oneOf;
import static dev.slipway.planfile.JsonSchemas.oneOfWords;
import static dev.slipway.planfile.JsonSchemas.reference;
import static dev.slipway.planfile.JsonSchemas.require;
import static dev.slipway.planfile.JsonSchemas.strict;
import static dev.slipway.planfile.JsonSchemas.text;
import static dev.slipway.planfile.JsonSchemas.truth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.apply.RunResult;
import dev.slipway.diag.Severity;
import dev.slipway.model.ResourceKind;
import dev.slipway.plan.Impact;
import dev.slipway.plan.Plan;
import dev.slipway.status.StatusReport;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The JSON Schemas of what Slipway writes: the lower part of its files made from the model, the
 * rest said here. A member that is added to an output is added here once.
 */
final class OutputSchemas {
  private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

  private final ObjectNode definitions = JsonNodeFactory.instance.objectNode();

  private OutputSchemas() {}

  /** The schema of the name that {@code slipway schema} has for it. */
  static ObjectNode named(String name) {
    OutputSchemas schemas = new OutputSchemas();
    return switch (name) {
      case "plan" -> schemas.plan();
      case "saved-plan" -> schemas.savedPlan();
      case "snapshot" -> schemas.snapshot();
      case "event" -> schemas.event();
      case "status-report" -> schemas.statusReport();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private ObjectNode plan() {
    ObjectNode plan = strict("format_version", formatVersion());
    addPlan(plan, oneOfWords(words(Plan.Operation.values())), truth());
    definitions.set("plan", plan);
    definitions.set(
        "problems",
        strict(
                "format_version", formatVersion(),
                "valid", truth(),
                "error_count", number(),
                "warning_count", number(),
                "diagnostics", list(reference("diagnostic")))
            .put("description", "What there is when no plan could be made, and of validate."));
    return whole(
        "Slipway plan",
        "What plan --format json and show --format json print.",
        oneOf(reference("plan"), reference("problems")));
  }

  private ObjectNode savedPlan() {
    ObjectNode saved = strict("format_version", formatVersion());
    addPlan(saved, constant("apply"), constant(true));
    new ModelSchema(definitions).addComponents(saved, SavedPlan.class);
    require(
        saved, "fingerprint", digest("Over observed, without what may change before an apply."));
    require(saved, "checksum", digest("Over all members but created and checksum."));
    return whole("Slipway saved plan", "What plan -o writes and apply takes.", saved);
  }

  private ObjectNode snapshot() {
    ObjectNode snapshot = strict("format_version", formatVersion());
    new ModelSchema(definitions).addComponents(snapshot, Snapshot.class);
    require(snapshot, "checksum", digest("Over all members but created and checksum."));
    return whole("Slipway snapshot", "What snapshot writes and plan --snapshot takes.", snapshot);
  }

  private ObjectNode event() {
    define();
    return whole(
        "Slipway event",
        "One line of what apply --format json prints, and of the journal of a run.",
        oneOf(
            event("version", with("format_version", formatVersion(), "slipway_version", text())),
            event("planned_change", with("resource_change", reference("resource_change"))),
            event("policy_waived", with("waived", reference("waived"))),
            event("diagnostic", with("@message", text(), "diagnostic", reference("diagnostic"))),
            event(
                "run_start", with("operation", text(), "blueprint", text(), "steps", list(text()))),
            event("step_start", ofStep()),
            event("step_progress", with("step", text(), "sent", number(), "total", number())),
            event("step_note", ofStep()),
            event(
                "step_complete", ofStep().andThen(with("note", text(), "milliseconds", number()))),
            event("step_errored", ofStep().andThen(with("diagnostic", reference("diagnostic")))),
            event("step_skipped", ofStep().andThen(with("because", text()))),
            event("step_interrupted", ofStep()),
            event(
                "run_complete",
                with(
                    "status", oneOfWords(words(RunResult.Status.values())),
                    "done", number(),
                    "failed", number(),
                    "skipped", number())),
            event(
                "outcome",
                with("exit_code", number(), "summary", oneOf(nothing(), reference("summary"))))));
  }

  private ObjectNode statusReport() {
    definitions.set(
        "answer",
        strict("answer", oneOfWords(Stream.of("yes", "no", "unknown")), "reason", text())
            .put("description", "What came of asking; null where nothing was asked."));
    ObjectNode time = oneOf(nothing(), text().put("format", "date-time"));
    ObjectNode maybeText = oneOf(nothing(), text());
    ObjectNode maybeAnswer = oneOf(nothing(), reference("answer"));
    definitions.set(
        "grace",
        strict(
            "of", text(),
            "days", number(),
            "from", text(),
            "since", time,
            "until", time,
            "ended", oneOf(nothing(), truth())));
    definitions.set(
        "node",
        strict(
            "name", text(),
            "role", text(),
            "ip", text(),
            "state", oneOfWords(words(StatusReport.State.values())),
            "host", maybeText,
            "address_reported", truth(),
            "tools", maybeText,
            "ssh", maybeAnswer,
            "member", maybeAnswer,
            "own_view", maybeAnswer,
            "node_level_ha", truth()));
    definitions.set(
        "service",
        strict(
            "name", text(),
            "title", text(),
            "replicated", truth(),
            "instances", list(strict("node", text(), "running", reference("answer")))));
    definitions.set(
        "cluster",
        strict(
            "name",
            text(),
            "ha",
            truth(),
            "vm_monitoring",
            maybeText,
            "node_level_ha",
            truth(),
            "drs",
            truth(),
            "rules",
            list(
                strict(
                    "name", text(), "exists", truth(), "enabled", truth(), "mandatory", truth())),
            "together",
            list(strict("host", text(), "nodes", list(text())))));
    return whole(
        "Slipway status report",
        "What status --format json prints.",
        strict(
            "format_version", formatVersion(),
            "blueprint", text(),
            "status", oneOfWords(words(StatusReport.Level.values())),
            "scenario", maybeText,
            "title", text(),
            "problems", list(text()),
            "works", list(text()),
            "does_not_work", list(text()),
            "grace", oneOf(nothing(), reference("grace")),
            "advice", list(text()),
            "risks", list(text()),
            "not_told", list(text()),
            "nodes", list(reference("node")),
            "sequences", list(strict("address", text(), "done", reference("answer"))),
            "services", list(reference("service")),
            "cluster", oneOf(nothing(), reference("cluster"))));
  }

  private static ObjectNode event(String type, Consumer<ObjectNode> members) {
    ObjectNode event =
        strict("@timestamp", text().put("format", "date-time"), "type", constant(type));
    members.accept(event);
    return event;
  }

  private static Consumer<ObjectNode> ofStep() {
    return with("step", text(), "@message", text());
  }

  private static Consumer<ObjectNode> with(Object... namesAndSchemas) {
    return event -> {
      for (int index = 0; index < namesAndSchemas.length; index += 2) {
        require(event, (String) namesAndSchemas[index], (ObjectNode) namesAndSchemas[index + 1]);
      }
    };
  }

  /** Adds the members that every document with a plan has. */
  private void addPlan(ObjectNode document, ObjectNode operation, ObjectNode applicable) {
    define();
    require(document, "operation", operation);
    require(document, "blueprint", text());
    require(
        document,
        "blueprint_digest",
        text()
            .put(
                "description",
                "SHA-256 of all that is desired; secrets and the place of files excluded. Empty"
                    + " when there is no plan."));
    require(document, "applicable", applicable);
    require(document, "summary", reference("summary"));
    require(document, "resource_changes", list(reference("resource_change")));
    require(document, "steps", list(reference("step")));
    require(document, "diagnostics", list(reference("diagnostic")));
    require(document, "policy", reference("policy"));
  }

  private void define() {
    definitions.set("summary", strict("add", number(), "change", number(), "destroy", number()));
    definitions.set("shown", oneOf(nothing(), text(), list(text())));
    ObjectNode attribute = strict("path", text());
    for (String side : new String[] {"before", "after"}) {
      allow(attribute, side, reference("shown"));
      allow(attribute, side + "_sensitive", constant(true));
      allow(attribute, side + "_unknown", constant(true));
    }
    allow(
        attribute,
        "drift",
        constant(true)
            .put(
                "description",
                "The blueprint wants what it wanted at the last apply: the difference was made"
                    + " outside. Left out when that is not so or not known."));
    definitions.set(
        "attribute",
        attribute.put(
            "description",
            "Each side is a value, or says that it is sensitive or known after apply only."));
    ObjectNode actions =
        list(oneOfWords(Stream.of("create", "update", "delete", "no-op", "blocked")))
            .put("description", "A replacement is delete and create.");
    definitions.set(
        "resource_change",
        strict(
            "address", text().put("description", "Such as vm/hcc-lon-1."),
            "type", oneOfWords(Arrays.stream(ResourceKind.values()).map(ResourceKind::word)),
            "name", text(),
            "impact", oneOfWords(Arrays.stream(Impact.values()).map(Impact::word)),
            "drift",
                truth()
                    .put(
                        "description",
                        "Whether something of it was changed outside since the last apply. False"
                            + " as well when that is not known."),
            "reasons", list(text()),
            "change", strict("actions", actions),
            "attributes", list(reference("attribute"))));
    definitions.set("step", strict("id", text(), "title", text(), "depends_on", list(text())));
    definitions.set("position", strict("line", number(), "column", number()));
    ObjectNode diagnostic =
        strict(
            "severity", oneOfWords(words(Severity.values())),
            "code", text(),
            "summary", text(),
            "detail", text(),
            "advice", text());
    allow(
        diagnostic,
        "range",
        strict("filename", text(), "start", reference("position"), "end", reference("position")));
    definitions.set("diagnostic", allow(diagnostic, "snippet", text()));
    definitions.set(
        "violation",
        strict(
            "rule", text(),
            "severity", oneOfWords(words(Severity.values())),
            "resource", text(),
            "message", text()));
    definitions.set(
        "waived",
        strict(
            "rule", text(),
            "resource", text().put("description", "Empty when it is the blueprint as a whole."),
            "message", text(),
            "reason", text(),
            "until", text().put("format", "date")));
    definitions.set(
        "policy",
        strict("violations", list(reference("violation")), "waived", list(reference("waived"))));
  }

  private ObjectNode whole(String title, String description, ObjectNode content) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("$schema", DRAFT).put("title", title);
    schema.put(
        "description",
        description
            + " Of this version of Slipway exactly: later ones may have more members."
            + " docs/plan-file.md says what a reader may rely on.");
    schema.setAll(content);
    schema.set("$defs", definitions);
    return schema;
  }

  private static ObjectNode formatVersion() {
    return text()
        .put("pattern", "^1\\.[0-9]+$")
        .put("description", "Major and minor. New members raise the minor part.");
  }

  private static ObjectNode digest(String over) {
    return text().put("pattern", "^[0-9a-f]{64}$").put("description", "SHA-256. " + over);
  }

  private static Stream<String> words(Enum<?>... constants) {
    return Arrays.stream(constants).map(constant -> constant.name().toLowerCase(Locale.ROOT));
  }
}
