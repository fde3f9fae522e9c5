package dev.slipway.view;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.SourceRange;
import dev.slipway.view.Style.Colour;
import java.util.List;

/** Shows problems to people: what is wrong, where with the line itself, why, and how to mend it. */
public final class DiagnosticText {
  private static final int LONGEST_LINE = 160;

  private final Style style;

  public DiagnosticText(Style style) {
    this.style = style;
  }

  /** All problems, one below the other, ending with a line break. */
  public String render(List<Diagnostic> diagnostics) {
    StringBuilder text = new StringBuilder();
    diagnostics.forEach(diagnostic -> text.append(render(diagnostic)).append('\n'));
    return text.toString();
  }

  String render(Diagnostic diagnostic) {
    StringBuilder text = new StringBuilder();
    text.append(
            switch (diagnostic.severity()) {
              case ERROR -> style.paint(Colour.RED, "error");
              case WARNING -> style.paint(Colour.YELLOW, "warning");
              case NOTE -> style.paint(Colour.CYAN, "note");
            })
        .append(": ")
        .append(style.paint(Colour.BOLD, diagnostic.summary()))
        .append('\n');
    SourceRange range = diagnostic.range();
    if (range != null) {
      text.append("  --> ").append(range.location()).append('\n');
      excerpt(text, range);
    }
    if (!diagnostic.detail().isEmpty()) {
      text.append(indent(diagnostic.detail())).append('\n');
    }
    if (!diagnostic.advice().isEmpty()) {
      text.append(style.paint(Colour.CYAN, indent(diagnostic.advice()))).append('\n');
    }
    return text.toString();
  }

  private void excerpt(StringBuilder text, SourceRange range) {
    if (range.text().isBlank() || range.text().length() > LONGEST_LINE) {
      return;
    }
    String number = String.valueOf(range.line());
    String margin = " ".repeat(number.length());
    int end = range.endLine() == range.line() ? range.endColumn() : range.text().length() + 1;
    int length = Math.max(1, Math.min(end, range.text().length() + 1) - range.column());
    text.append("  ").append(number).append(" | ").append(range.text()).append('\n');
    text.append("  ")
        .append(margin)
        .append(" | ")
        .append(" ".repeat(range.column() - 1))
        .append(style.paint(Colour.RED, "^".repeat(length)))
        .append('\n');
  }

  private static String indent(String paragraph) {
    return "  " + paragraph.strip().replace("\n", "\n  ");
  }
}
