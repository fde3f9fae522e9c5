package dev.slipway.ovf;

import dev.slipway.diag.SourceRange;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A text file of a package, so that a problem can show the line that it is about. */
final class SourceText {
  private static final int LONGEST_SHOWN_LINE = 300;
  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

  private final String file;
  private final String text;
  private final int[] lineStarts;

  /**
   * Takes a text.
   *
   * @param file what to call it in messages
   */
  SourceText(String file, String text) {
    this.file = file;
    this.text = text;
    this.lineStarts =
        IntStream.concat(
                IntStream.of(0), LINE_END.matcher(text).results().mapToInt(end -> end.end()))
            .toArray();
  }

  String text() {
    return text;
  }

  /** The offset of a place; line and column count from 1. */
  int offset(int line, int column) {
    return lineStarts[line - 1] + column - 1;
  }

  /** The start of the file, for what concerns it as a whole. */
  SourceRange start() {
    return SourceRange.startOf(file);
  }

  /** The characters from {@code start} up to, but without, {@code end}. */
  SourceRange range(int start, int end) {
    int line = lineOf(start);
    int endLine = lineOf(end);
    return new SourceRange(
        file,
        line + 1,
        start - lineStarts[line] + 1,
        endLine + 1,
        end - lineStarts[endLine] + 1,
        shownLine(line));
  }

  private int lineOf(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    return found >= 0 ? found : -found - 2;
  }

  private String shownLine(int line) {
    Matcher end = LINE_END.matcher(text);
    int stop = end.find(lineStarts[line]) ? end.start() : text.length();
    return stop - lineStarts[line] > LONGEST_SHOWN_LINE
        ? ""
        : text.substring(lineStarts[line], stop);
  }
}
