package dev.slipway.view;

import dev.slipway.plan.Action;
import dev.slipway.plan.Attribute;
import dev.slipway.plan.AttributeChange;
import dev.slipway.plan.Change;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Verdict;
import dev.slipway.view.Style.Colour;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Shows a plan to people, in the manner they know from Terraform. */
public final class PlanText {
  private final Style style;

  public PlanText(Style style) {
    this.style = style;
  }

  /** The whole plan, ending with its summary line. */
  public String render(Plan plan) {
    StringBuilder text = new StringBuilder();
    List<Change> shown =
        plan.changes().stream().filter(change -> change.action() != Action.NONE).toList();
    if (!shown.isEmpty()) {
      text.append("Slipway will perform the following actions for blueprint ")
          .append(style.paint(Colour.BOLD, Printable.line(plan.blueprint())))
          .append(":\n");
      text.append(legend(shown)).append('\n');
      shown.forEach(change -> text.append(render(change, plan)).append('\n'));
    }
    text.append(waived(plan.verdict()));
    String drift = PlanWords.drift(plan);
    text.append(drift).append(drift.isEmpty() ? "" : "\n");
    return text.append(summaryLine(plan)).append('\n').toString();
  }

  /** The policy rules that would not be met, were they not waived; empty without any. */
  private static String waived(Verdict verdict) {
    if (verdict.waived().isEmpty()) {
      return "";
    }
    return verdict.waived().stream()
        .map(waiver ->
            "  %s for %s until %s: %s\n    %s\n"
                .formatted(
                    waiver.rule(),
                    Printable.line(PlanWords.covered(waiver)),
                    waiver.until(),
                    Printable.line(waiver.reason()),
                    Printable.line(waiver.message())))
        .collect(Collectors.joining("", "Waived policy rules:\n", "\n"));
  }

  private String summaryLine(Plan plan) {
    Colour colour = plan.isEmpty() && plan.isApplicable() ? Colour.GREEN : Colour.BOLD;
    return style.paint(colour, PlanWords.summaryLine(plan));
  }

  private String legend(List<Change> changes) {
    Set<Action> used =
        changes.stream()
            .map(Change::action)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Action.class)));
    int width = used.stream().mapToInt(action -> PlanWords.symbol(action).length()).max().orElse(0);
    return used.stream()
        .map(action -> {
          String symbol = PlanWords.symbol(action);
          return " ".repeat(2 + width - symbol.length())
              + paint(action, symbol)
              + " "
              + PlanWords.meaning(action)
              + "\n";
        })
        .collect(Collectors.joining());
  }

  private String render(Change change, Plan plan) {
    StringBuilder text = new StringBuilder();
    String address = PlanWords.address(change);
    text.append("  ")
        .append(style.paint(Colour.BOLD, "# " + address + " "))
        .append(outcome(change))
        .append('\n');
    change
        .reasons()
        .forEach(
            reason -> text.append("  # (because ").append(Printable.line(reason)).append(")\n"));
    text.append("  ")
        .append(paint(change.action(), PlanWords.symbol(change.action())))
        .append(' ')
        .append(address)
        .append('\n');
    int width = change.attributes().stream().mapToInt(a -> path(a).length()).max().orElse(0);
    for (AttributeChange attribute : change.attributes()) {
      text.append("      ").append(render(attribute, change.action(), width)).append('\n');
    }
    for (String command : PlanWords.steps(change, plan)) {
      text.append("      ").append(style.paint(Colour.CYAN, "»")).append(' ').append(command);
      text.append('\n');
    }
    return text.toString();
  }

  /** What takes something away stands out. */
  private String outcome(Change change) {
    String words = PlanWords.outcome(change);
    return switch (change.action()) {
      case CREATE, UPDATE, NONE -> style.paint(Colour.BOLD, words);
      case REPLACE, DELETE, BLOCKED -> style.paint(Colour.BOLD, style.paint(Colour.RED, words));
    };
  }

  private String render(AttributeChange attribute, Action action, int width) {
    String path = path(attribute) + " ".repeat(width - path(attribute).length());
    if (attribute.after() instanceof Attribute.Absent) {
      return paint(Action.DELETE, "-") + " " + path + " = " + render(attribute.before());
    }
    boolean fresh = attribute.before() instanceof Attribute.Absent && action != Action.UPDATE;
    return fresh
        ? paint(Action.CREATE, "+") + " " + path + " = " + render(attribute.after())
        : "%s %s = %s %s %s"
            .formatted(
                paint(Action.UPDATE, "~"),
                path,
                render(attribute.before()),
                style.paint(Colour.YELLOW, "->"),
                render(attribute.after()));
  }

  /** What is no value steps back. */
  private String render(Attribute attribute) {
    String value = PlanWords.value(attribute);
    return switch (attribute) {
      case Attribute.Text text -> value;
      case Attribute.Listing listing -> value;
      case Attribute.Sensitive sensitive -> style.paint(Colour.FAINT, value);
      case Attribute.KnownAfterApply unknown -> style.paint(Colour.FAINT, value);
      case Attribute.Absent absent -> style.paint(Colour.FAINT, value);
    };
  }

  private static String path(AttributeChange attribute) {
    return Printable.line(attribute.path());
  }

  private String paint(Action action, String text) {
    return switch (action) {
      case CREATE -> style.paint(Colour.GREEN, text);
      case UPDATE -> style.paint(Colour.YELLOW, text);
      case REPLACE, DELETE, BLOCKED -> style.paint(Colour.RED, text);
      case NONE -> text;
    };
  }
}
