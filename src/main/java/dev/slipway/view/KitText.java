package dev.slipway.view;

import dev.slipway.view.KitReport.Case;
import dev.slipway.view.KitReport.Check;
import dev.slipway.view.KitReport.Definition;
import dev.slipway.view.Style.Colour;

/** Shows people what came of testing appliance definitions. */
public final class KitText {
  private KitText() {}

  /** The whole report; its last line counts the checks. */
  public static String render(KitReport report, Style style) {
    StringBuilder text = new StringBuilder();
    for (Definition definition : report.definitions()) {
      text.append(style.paint(Colour.BOLD, definition.folder())).append('\n');
      for (Case each : definition.cases()) {
        text.append("  ").append(each.name()).append('\n');
        each.checks().forEach(check -> text.append(line(check, style)));
      }
      definition.notes().forEach(note -> text.append("  note: ").append(note).append('\n'));
      text.append('\n');
    }
    return text.append(
            "Appliance tests: %d passed, %d failed.\n".formatted(report.passed(), report.failed()))
        .toString();
  }

  private static String line(Check check, Style style) {
    String word =
        check.passed() ? style.paint(Colour.GREEN, "ok") : style.paint(Colour.RED, "not ok");
    String detail = check.detail().isEmpty() ? "" : check.detail().stripTrailing().indent(6);
    return "    " + word + " - " + check.name() + "\n" + detail;
  }
}
