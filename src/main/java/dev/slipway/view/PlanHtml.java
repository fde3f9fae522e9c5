package dev.slipway.view;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.SourceRange;
import dev.slipway.plan.Action;
import dev.slipway.plan.Attribute;
import dev.slipway.plan.AttributeChange;
import dev.slipway.plan.Change;
import dev.slipway.plan.Impact;
import dev.slipway.plan.Verdict.Waived;
import dev.slipway.port.DocumentRenderer;
import dev.slipway.port.DocumentRenderer.Markup;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.text.StringEscapeUtils;

/**
 * Shows a plan as one page that a reviewer opens from a file. It asks no network for anything, and
 * its content security policy lets nothing run but its own script.
 */
public final class PlanHtml {
  private final DocumentRenderer documents;
  private final String template = Resource.read("plan.html.vm");
  private final String style = Resource.read("plan.css");
  private final String script = Resource.read("plan.js");

  public PlanHtml(DocumentRenderer documents) {
    this.documents = documents;
  }

  /** The page. */
  public String render(PlanReview review) {
    List<Card> cards = new ArrayList<>();
    review.changes().forEach(change -> cards.add(card(change, review)));
    review.unchanged().forEach(change -> cards.add(card(change, review)));
    Map<String, Object> values = new HashMap<>();
    values.put("style", new Markup(style));
    values.put("styleHash", hash(style));
    values.put("script", new Markup(script));
    values.put("scriptHash", hash(script));
    values.put("blueprint", Printable.line(review.plan().blueprint()));
    values.put("outcome", review.outcome());
    values.put("outcomeWord", outcomeWord(review));
    values.put("summary", PlanWords.summaryLine(review.plan()));
    values.put("obstacles", PlanWords.obstacles(review.plan()));
    values.put("drift", PlanWords.drift(review.plan()));
    values.put("filters", filters(review));
    values.put("cards", cards);
    values.put("problems", review.diagnostics().stream().map(PlanHtml::problem).toList());
    values.put("waivers", review.plan().verdict().waived().stream().map(PlanHtml::waiver).toList());
    values.put(
        "placement", review.placement().map(PlacementDrawing::of).map(List::of).orElse(List.of()));
    values.put(
        "steps",
        review.plan().graph().nodes().isEmpty()
            ? List.of()
            : List.of(StepDrawing.of(review.plan().graph())));
    values.put("commands", review.nextCommands().stream().map(Printable::line).toList());
    return documents.render("plan.html.vm", template, values, PlanHtml::escape);
  }

  /** One resource. */
  private record Card(
      String address,
      String action,
      String symbol,
      String outcome,
      String impact,
      boolean drift,
      boolean open,
      List<String> reasons,
      List<Row> rows,
      List<String> commands) {}

  /** One attribute. */
  private record Row(String path, Cell before, Cell after) {}

  /** One side of an attribute, with the kind of its value. */
  private record Cell(String text, String style) {}

  /** A button that shows the cards of one action only. */
  private record Filter(String action, String words, int count) {}

  /** A diagnostic. */
  private record Problem(
      String severity, String summary, String place, String text, String detail, String advice) {}

  /** A policy rule that a waiver excuses. */
  private record Waiver(String rule, String covered, String message, String reason, String until) {}

  private static Card card(Change change, PlanReview review) {
    return new Card(
        PlanWords.address(change),
        word(change.action()),
        PlanWords.symbol(change.action()),
        PlanWords.outcome(change),
        impact(change.impact()),
        change.hasDrift(),
        change.action() == Action.BLOCKED,
        change.reasons().stream().map(Printable::line).toList(),
        change.attributes().stream().map(PlanHtml::row).toList(),
        PlanWords.steps(change, review.plan()));
  }

  /** Only what interrupts something is worth a badge. */
  private static String impact(Impact impact) {
    return switch (impact) {
      case NONE, IN_PLACE -> "";
      case POWER_CYCLE, RECREATE -> impact.word();
    };
  }

  private static Row row(AttributeChange attribute) {
    return new Row(
        Printable.line(attribute.path()), cell(attribute.before()), cell(attribute.after()));
  }

  private static Cell cell(Attribute attribute) {
    String value = PlanWords.value(attribute);
    return switch (attribute) {
      case Attribute.Text text -> new Cell(value, "known");
      case Attribute.Listing listing -> new Cell(value, "known");
      case Attribute.Sensitive sensitive -> new Cell(value, "hidden-value");
      case Attribute.KnownAfterApply unknown -> new Cell(value, "later");
      case Attribute.Absent absent -> new Cell("", "absent");
    };
  }

  private static List<Filter> filters(PlanReview review) {
    Map<Action, Integer> counts = new EnumMap<>(Action.class);
    review.plan().changes().forEach(change -> counts.merge(change.action(), 1, Integer::sum));
    List<Filter> filters = new ArrayList<>();
    counts.forEach((action, count) -> filters.add(new Filter(word(action), filter(action), count)));
    return filters;
  }

  private static String filter(Action action) {
    return switch (action) {
      case CREATE -> "create";
      case UPDATE -> "update";
      case REPLACE -> "replace";
      case DELETE -> "destroy";
      case NONE -> "unchanged";
      case BLOCKED -> "blocked";
    };
  }

  private static Problem problem(Diagnostic diagnostic) {
    SourceRange range = diagnostic.range();
    return new Problem(
        diagnostic.severity().word(),
        Printable.line(diagnostic.summary()),
        range == null ? "" : Printable.line(range.location()),
        range == null ? "" : Printable.line(range.text()),
        Printable.line(diagnostic.detail()),
        Printable.line(diagnostic.advice()));
  }

  private static Waiver waiver(Waived waiver) {
    return new Waiver(
        waiver.rule(),
        Printable.line(PlanWords.covered(waiver)),
        Printable.line(waiver.message()),
        Printable.line(waiver.reason()),
        waiver.until().toString());
  }

  private static String outcomeWord(PlanReview review) {
    if (!review.plan().isApplicable()) {
      return "obstructed";
    }
    return review.plan().isEmpty() ? "empty" : "pending";
  }

  private static String word(Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }

  private static String hash(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String escape(String text) {
    return StringEscapeUtils.escapeXml10(text);
  }
}
