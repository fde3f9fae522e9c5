package dev.slipway.view;

import dev.slipway.diag.Diagnostic;
import dev.slipway.model.ResourceKind;
import dev.slipway.plan.Action;
import dev.slipway.plan.Attribute;
import dev.slipway.plan.AttributeChange;
import dev.slipway.plan.Change;
import dev.slipway.plan.Verdict.Waived;
import dev.slipway.port.DocumentRenderer;
import dev.slipway.port.DocumentRenderer.Markup;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Shows a plan as a comment on a pull request. Whatever a name or a value holds, it stays in its
 * place: outside of fences every character that Markdown or HTML could take for its own is written
 * as a character reference, and a fence is longer than any run of backticks within it.
 */
public final class PlanMarkdown {
  /** The shortest limit that always has room for the outcome and for what was cut. */
  public static final int SHORTEST_LIMIT = 2_048;

  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_VALUE = 1_000;

  /** Mermaid as it is set up by those who show it draws no more lines than this. */
  private static final int MOST_LINES = 500;

  private final DocumentRenderer documents;
  private final String template = Resource.read("plan.md.vm");

  public PlanMarkdown(DocumentRenderer documents) {
    this.documents = documents;
  }

  /**
   * The comment, never longer than the limit: detail goes before changes do, and what was cut is
   * said.
   *
   * @param limit in characters, {@link #SHORTEST_LIMIT} or more
   */
  public String render(PlanReview review, int limit) {
    if (limit < SHORTEST_LIMIT) {
      throw new IllegalArgumentException("a limit is " + SHORTEST_LIMIT + " or more");
    }
    String text = "";
    for (Cut cut : Cut.values()) {
      int most = mostThatFits(review, limit, cut);
      text = render(review, limit, new Extent(cut, Math.max(most, 0)));
      if (most >= 0) {
        break;
      }
    }
    return text;
  }

  /** Halves the range again and again; -1 when not even none of it fits. */
  private int mostThatFits(PlanReview review, int limit, Cut cut) {
    int fitting = -1;
    int tooMany = cut.size(review) + 1;
    while (tooMany - fitting > 1) {
      int middle = (fitting + tooMany) >>> 1;
      if (render(review, limit, new Extent(cut, middle)).length() <= limit) {
        fitting = middle;
      } else {
        tooMany = middle;
      }
    }
    return fitting;
  }

  /** What is left out, in this order. */
  private enum Cut {
    NOTHING,
    STEPS,
    PLACEMENT,
    UNCHANGED,
    ATTRIBUTES,
    DETAILS,
    WAIVERS,
    CHANGES,
    PROBLEMS,
    COMMANDS;

    /** How many of it can stay; 0 for what stays whole or not at all. */
    int size(PlanReview review) {
      return switch (this) {
        case NOTHING, STEPS, PLACEMENT, UNCHANGED, COMMANDS -> 0;
        case ATTRIBUTES, DETAILS, CHANGES -> review.changes().size();
        case WAIVERS -> review.plan().verdict().waived().size();
        case PROBLEMS -> review.diagnostics().size();
      };
    }
  }

  /**
   * How much of a plan is told.
   *
   * @param last the last of the cuts
   * @param most how many the last one leaves
   */
  private record Extent(Cut last, int most) {
    boolean tells(Cut cut) {
      return last.compareTo(cut) < 0;
    }

    int kept(Cut cut, PlanReview review) {
      if (tells(cut)) {
        return cut.size(review);
      }
      return last == cut ? Math.min(most, cut.size(review)) : 0;
    }

    /** What is left out, in words. */
    String words(PlanReview review, boolean drawable) {
      List<String> words = new ArrayList<>();
      if (!tells(Cut.STEPS) && drawable) {
        words.add("the step graph");
      }
      if (!tells(Cut.PLACEMENT) && review.placement().isPresent()) {
        words.add("the placement");
      }
      if (!tells(Cut.UNCHANGED) && !review.unchanged().isEmpty()) {
        words.add("the list of what stays as it is");
      }
      share(words, "the attributes of %d of %d changes", Cut.ATTRIBUTES, review);
      share(words, "all details of %d of %d changes", Cut.DETAILS, review);
      share(words, "%d of %d waived policy rules", Cut.WAIVERS, review);
      share(words, "%d of %d changes altogether", Cut.CHANGES, review);
      share(words, "%d of %d problems", Cut.PROBLEMS, review);
      if (!tells(Cut.COMMANDS) && !review.nextCommands().isEmpty()) {
        words.add("the next commands");
      }
      return String.join(", ", words);
    }

    private void share(List<String> words, String pattern, Cut cut, PlanReview review) {
      int all = cut.size(review);
      int kept = kept(cut, review);
      if (kept < all) {
        words.add(pattern.formatted(all - kept, all));
      }
    }
  }

  /** One row of the table of kinds. */
  private record KindRow(String kind, List<String> cells) {}

  /** What is shown of one resource. */
  private record Section(
      String symbol, String address, String outcome, boolean detailed, Markup diff) {}

  /** A policy rule that a waiver excuses. */
  private record WaiverRow(
      String rule, String covered, String message, String reason, String until) {}

  private String render(PlanReview review, int limit, Extent extent) {
    List<Change> changes = review.changes();
    List<Section> sections = new ArrayList<>();
    int detailed = extent.kept(Cut.DETAILS, review);
    int withAttributes = extent.kept(Cut.ATTRIBUTES, review);
    for (Change change : changes.subList(0, extent.kept(Cut.CHANGES, review))) {
      int index = sections.size();
      sections.add(section(change, review, index < detailed, index < withAttributes));
    }
    Set<Action> actions =
        changes.stream()
            .map(Change::action)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Action.class)));
    List<Diagnostic> problems = review.diagnostics().subList(0, extent.kept(Cut.PROBLEMS, review));
    String told = new DiagnosticText(Style.PLAIN).render(problems).strip();
    boolean drawable = isDrawable(review);
    Map<String, Object> values = new HashMap<>();
    values.put("blueprint", Printable.shortened(review.plan().blueprint(), LONGEST_NAME));
    values.put("outcome", review.outcome());
    values.put("summary", PlanWords.summaryLine(review.plan()));
    values.put("obstacles", PlanWords.obstacles(review.plan()));
    values.put("drift", PlanWords.drift(review.plan()));
    values.put("actions", actions.stream().map(PlanWords::meaning).toList());
    values.put("kinds", kinds(changes, actions));
    values.put("sections", sections);
    values.put(
        "waivers",
        review.plan().verdict().waived().subList(0, extent.kept(Cut.WAIVERS, review)).stream()
            .map(PlanMarkdown::row)
            .toList());
    values.put("unchanged", review.unchanged().stream().map(PlanMarkdown::name).toList());
    values.put("unchangedCount", PlanWords.count(review.unchanged().size(), "resource"));
    values.put("listUnchanged", extent.tells(Cut.UNCHANGED));
    values.put("problems", block("text", told));
    String commands = extent.tells(Cut.COMMANDS) ? String.join("\n", review.nextCommands()) : "";
    values.put("commands", block("sh", commands));
    values.put("stepCount", PlanWords.count(review.plan().graph().nodes().size(), "step"));
    values.put(
        "steps",
        block("mermaid", extent.tells(Cut.STEPS) && drawable ? Mermaid.steps(review.plan()) : ""));
    values.put(
        "placement",
        block(
            "mermaid",
            extent.tells(Cut.PLACEMENT)
                ? review.placement().map(Mermaid::placement).orElse("")
                : ""));
    values.put("cut", extent.words(review, drawable));
    values.put("limit", "%d".formatted(limit));
    return documents.render("plan.md.vm", template, values, PlanMarkdown::escape);
  }

  private static boolean isDrawable(PlanReview review) {
    int lines =
        StepChains.of(review.plan().graph()).stream().mapToInt(chain -> chain.after().size()).sum();
    return !review.plan().graph().nodes().isEmpty() && lines <= MOST_LINES;
  }

  private static List<KindRow> kinds(List<Change> changes, Set<Action> actions) {
    List<KindRow> rows = new ArrayList<>();
    for (ResourceKind kind : ResourceKind.values()) {
      List<Change> ofKind =
          changes.stream().filter(change -> change.address().kind() == kind).toList();
      if (!ofKind.isEmpty()) {
        rows.add(
            new KindRow(
                kind.word(),
                actions.stream()
                    .map(action ->
                        ofKind.stream().filter(change -> change.action() == action).count())
                    .map(number -> number == 0 ? "" : "%d".formatted(number))
                    .toList()));
      }
    }
    return rows;
  }

  private static WaiverRow row(Waived waiver) {
    return new WaiverRow(
        waiver.rule(),
        Printable.shortened(PlanWords.covered(waiver), LONGEST_NAME),
        Printable.shortened(waiver.message(), LONGEST_VALUE),
        Printable.shortened(waiver.reason(), LONGEST_VALUE),
        waiver.until().toString());
  }

  private static Section section(
      Change change, PlanReview review, boolean detailed, boolean withAttributes) {
    String diff = detailed ? diff(change, review, withAttributes) : "";
    return new Section(
        PlanWords.symbol(change.action()),
        name(change),
        PlanWords.outcome(change),
        !diff.isEmpty(),
        block("diff", diff));
  }

  private static String name(Change change) {
    return Printable.shortened(change.address().toString(), LONGEST_NAME);
  }

  /** Lines whose first character says what they are, as those of a {@code diff} do. */
  private static String diff(Change change, PlanReview review, boolean withAttributes) {
    List<String> lines = new ArrayList<>();
    String mark = change.action() == Action.BLOCKED ? "! " : "  ";
    change
        .reasons()
        .forEach(
            reason -> lines.add(mark + "because " + Printable.shortened(reason, LONGEST_VALUE)));
    lines.addAll(impact(change));
    if (withAttributes) {
      int width =
          change.attributes().stream().mapToInt(entry -> path(entry).length()).max().orElse(0);
      change.attributes().forEach(attribute -> lines.addAll(diff(attribute, width)));
    }
    PlanWords.steps(change, review.plan())
        .forEach(command -> lines.add("  » " + Printable.shortened(command, LONGEST_VALUE)));
    return String.join("\n", lines);
  }

  private static List<String> impact(Change change) {
    return switch (change.impact()) {
      case NONE, IN_PLACE -> List.of();
      case POWER_CYCLE, RECREATE -> List.of("! impact: " + change.impact().word());
    };
  }

  private static List<String> diff(AttributeChange attribute, int width) {
    String path = path(attribute);
    String start = " " + path + " ".repeat(width - path.length()) + " = ";
    String before = value(attribute.before());
    String after = value(attribute.after());
    if (before.equals(after)) {
      return List.of("!" + start + before + " -> " + after);
    }
    List<String> lines = new ArrayList<>();
    if (!(attribute.before() instanceof Attribute.Absent)) {
      lines.add("-" + start + before);
    }
    if (!(attribute.after() instanceof Attribute.Absent)) {
      lines.add("+" + start + after);
    }
    return lines;
  }

  private static String path(AttributeChange attribute) {
    return Printable.shortened(attribute.path(), LONGEST_NAME);
  }

  private static String value(Attribute attribute) {
    return Printable.shortened(PlanWords.value(attribute), LONGEST_VALUE);
  }

  /** A fenced block that nothing in the text can close; nothing at all for an empty text. */
  private static Markup block(String language, String text) {
    if (text.isBlank()) {
      return new Markup("");
    }
    int longest = 2;
    int run = 0;
    for (int index = 0; index < text.length(); index++) {
      run = text.charAt(index) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    String fence = "`".repeat(longest + 1);
    String lines = text.lines().map(Printable::line).collect(Collectors.joining("\n"));
    return new Markup(fence + language + "\n" + lines + "\n" + fence);
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int index = 0; index < text.length(); index++) {
      char letter = text.charAt(index);
      boolean plain =
          letter > 127 || Character.isLetterOrDigit(letter) || " .,:/-+=!?()".indexOf(letter) >= 0;
      if (plain) {
        escaped.append(letter);
      } else {
        escaped.append("&#").append((int) letter).append(';');
      }
    }
    return escaped.toString();
  }
}
