package dev.slipway.view;

import dev.slipway.plan.Action;
import dev.slipway.plan.Attribute;
import dev.slipway.plan.AttributeChange;
import dev.slipway.plan.Change;
import dev.slipway.plan.Impact;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Step;
import dev.slipway.plan.StepGraph;
import dev.slipway.plan.Summary;
import dev.slipway.view.Style.Colour;
import java.util.ArrayList;
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
          .append(style.paint(Colour.BOLD, plan.blueprint()))
          .append(":\n");
      text.append(legend(shown)).append('\n');
      shown.forEach(change -> text.append(render(change, plan)).append('\n'));
    }
    return text.append(summaryLine(plan)).append('\n').toString();
  }

  private String summaryLine(Plan plan) {
    if (plan.isEmpty() && plan.isApplicable()) {
      return style.paint(
          Colour.GREEN,
          plan.operation() == Plan.Operation.DESTROY
              ? "No changes. Nothing of this blueprint exists."
              : "No changes. Your infrastructure matches the blueprint.");
    }
    Summary summary = plan.summary();
    return style.paint(
        Colour.BOLD,
        "Plan: %d to add, %d to change, %d to destroy."
            .formatted(summary.added(), summary.changed(), summary.destroyed()));
  }

  private String legend(List<Change> changes) {
    Set<Action> used =
        changes.stream()
            .map(Change::action)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Action.class)));
    return used.stream()
        .map(action -> "  " + paint(action, symbol(action)) + " " + meaning(action) + "\n")
        .collect(Collectors.joining());
  }

  private String render(Change change, Plan plan) {
    StringBuilder text = new StringBuilder();
    text.append("  # ")
        .append(style.paint(Colour.BOLD, change.address() + " " + outcome(change)))
        .append('\n');
    change.reasons().forEach(reason -> text.append("  # (because ").append(reason).append(")\n"));
    text.append("  ")
        .append(paint(change.action(), symbol(change.action())))
        .append(' ')
        .append(change.address())
        .append('\n');
    int width = change.attributes().stream().mapToInt(a -> a.path().length()).max().orElse(0);
    for (AttributeChange attribute : change.attributes()) {
      text.append("      ").append(render(attribute, change.action(), width)).append('\n');
    }
    for (String step : sequenceSteps(change, plan)) {
      text.append("      ").append(style.paint(Colour.CYAN, "»")).append(' ').append(step);
      text.append('\n');
    }
    return text.toString();
  }

  private String render(AttributeChange attribute, Action action, int width) {
    String path = attribute.path() + " ".repeat(width - attribute.path().length());
    boolean fresh = attribute.before() instanceof Attribute.Absent && action != Action.UPDATE;
    return fresh
        ? paint(Action.CREATE, "+") + " " + path + " = " + render(attribute.after())
        : "%s %s = %s -> %s"
            .formatted(
                paint(Action.UPDATE, "~"),
                path,
                render(attribute.before()),
                render(attribute.after()));
  }

  private static String render(Attribute attribute) {
    return switch (attribute) {
      case Attribute.Text(String text) -> quote(text);
      case Attribute.Listing(List<String> items) ->
          items.stream().map(PlanText::quote).collect(Collectors.joining(", ", "[", "]"));
      case Attribute.Sensitive sensitive -> "(sensitive)";
      case Attribute.KnownAfterApply unknown -> "(known after apply)";
      case Attribute.Absent absent -> "(none)";
    };
  }

  private static String quote(String text) {
    return text.equals("true") || text.equals("false") ? text : '"' + text + '"';
  }

  private static List<String> sequenceSteps(Change change, Plan plan) {
    List<String> steps = new ArrayList<>();
    for (StepGraph.Node node : plan.graph().nodes()) {
      if (node.step() instanceof Step.RunCommand command
          && command.membership().address().equals(change.address())) {
        steps.add(
            command.title()
                + " (on "
                + command.membership().nodeFor(command.command()).name()
                + ")");
      }
    }
    return steps;
  }

  private static String outcome(Change change) {
    return switch (change.action()) {
      case CREATE -> "will be created";
      case UPDATE ->
          change.impact() == Impact.IN_PLACE
              ? "will be updated in-place"
              : "will be updated (" + change.impact().word() + ")";
      case REPLACE -> "must be replaced";
      case DELETE -> "will be destroyed";
      case NONE -> "stays as it is";
      case BLOCKED -> "cannot be changed";
    };
  }

  static String symbol(Action action) {
    return switch (action) {
      case CREATE -> "+";
      case UPDATE -> "~";
      case REPLACE -> "-/+";
      case DELETE -> "-";
      case NONE -> " ";
      case BLOCKED -> "!";
    };
  }

  private static String meaning(Action action) {
    return switch (action) {
      case CREATE -> "create";
      case UPDATE -> "update in-place";
      case REPLACE -> "destroy and then create";
      case DELETE -> "destroy";
      case NONE -> "nothing";
      case BLOCKED -> "blocked";
    };
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
