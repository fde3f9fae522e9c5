package dev.slipway.yaml;

import dev.slipway.diag.SourceRange;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;

/**
 * A file's text by lines, to show where something stands. A line that seems to hold a password in
 * plain text is not shown, whatever the problem on it is.
 */
final class SourceText {
  private static final Pattern PLAIN_PASSWORD =
      Pattern.compile(
          "(?i)(password|passphrase|secret|token)[\"']?\\s*:\\s+(?![\"']?\\$\\{|[\\[{&*|>#])\\S");

  private final String file;
  private final String text;
  private final List<String> lines;

  SourceText(String file, String text) {
    this.file = file;
    this.text = text;
    this.lines = text.lines().toList();
  }

  SourceRange between(Mark start, Mark end) {
    return new SourceRange(
        file,
        start.getLine() + 1,
        start.getColumn() + 1,
        end.getLine() + 1,
        end.getColumn() + 1,
        line(start.getLine()));
  }

  /** From the start of one range to the end of another. */
  static SourceRange span(SourceRange start, SourceRange end) {
    return new SourceRange(
        start.file(), start.line(), start.column(), end.endLine(), end.endColumn(), start.text());
  }

  /** The one character at a mark, which may lie behind the last line. */
  SourceRange at(Mark mark) {
    return at(mark.getLine(), mark.getColumn());
  }

  /** The one character at an offset. */
  SourceRange at(int offset) {
    String before = text.substring(0, Math.clamp(offset, 0, text.length()));
    int line = (int) before.chars().filter(character -> character == '\n').count();
    return at(line, before.length() - before.lastIndexOf('\n') - 1);
  }

  private SourceRange at(int line, int column) {
    return new SourceRange(file, line + 1, column + 1, line + 1, column + 2, line(line));
  }

  private String line(int index) {
    String line = index < lines.size() ? lines.get(index) : "";
    return PLAIN_PASSWORD.matcher(line).find() ? "" : line;
  }
}
