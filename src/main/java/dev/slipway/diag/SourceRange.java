package dev.slipway.diag;

/**
 * A place in a file that the user wrote.
 *
 * @param file the path as the user named it
 * @param line the first line, from 1
 * @param column the first column, from 1
 * @param endLine the last line, from 1
 * @param endColumn the column after the last character
 * @param text the first line itself, to be shown; empty when it is not at hand
 */
public record SourceRange(
    String file, int line, int column, int endLine, int endColumn, String text) {
  public SourceRange {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException("lines and columns count from 1");
    }
  }

  /** The start of a file, for what concerns it as a whole. */
  public static SourceRange startOf(String file) {
    return new SourceRange(file, 1, 1, 1, 1, "");
  }

  /** The same place with nothing to show of it, for lines that hold what must not be shown. */
  public SourceRange withoutText() {
    return new SourceRange(file, line, column, endLine, endColumn, "");
  }

  /** The form that terminals and editors open: {@code file:line:column}. */
  public String location() {
    return file + ":" + line + ":" + column;
  }
}
