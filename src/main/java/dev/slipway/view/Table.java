package dev.slipway.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Lays out rows of text in columns. */
final class Table {
  /** Fits a terminal, a log and a page of documentation. */
  private static final int WIDEST_LINE = 100;

  private static final int INDENT = 2;

  private Table() {}

  /** The rows, indented, each column as wide as its widest cell. */
  static String render(List<List<String>> rows) {
    return render(rows, widths(rows));
  }

  /** The rows, with the cells of the widest columns continued on lines below where it is needed. */
  static String renderNarrow(List<List<String>> rows) {
    int[] widths = narrowed(rows);
    List<List<String>> lines = new ArrayList<>();
    for (List<String> row : rows) {
      List<List<String>> cells =
          IntStream.range(0, row.size())
              .mapToObj(column -> wrap(row.get(column), widths[column]))
              .toList();
      int height = cells.stream().mapToInt(List::size).max().orElse(0);
      for (int line = 0; line < height; line++) {
        int at = line;
        lines.add(cells.stream().map(cell -> at < cell.size() ? cell.get(at) : "").toList());
      }
    }
    return render(lines, widths);
  }

  /** Takes from the widest column that does not have to break a word for it, else from any. */
  private static int[] narrowed(List<List<String>> rows) {
    int[] widths = widths(rows);
    int[] words =
        widths(rows.stream().map(row -> row.stream().map(Table::longestWord).toList()).toList());
    while (Arrays.stream(widths).sum() + INDENT * widths.length > WIDEST_LINE) {
      int widest =
          IntStream.range(0, widths.length)
              .filter(column -> widths[column] > words[column])
              .reduce((a, b) -> widths[b] > widths[a] ? b : a)
              .orElseGet(() ->
                  IntStream.range(0, widths.length)
                      .reduce((a, b) -> widths[b] > widths[a] ? b : a)
                      .orElseThrow());
      widths[widest]--;
    }
    return widths;
  }

  private static String longestWord(String cell) {
    return Arrays.stream(cell.split("(?<=,)| ", -1))
        .max(Comparator.comparingInt(String::length))
        .orElse("");
  }

  private static String render(List<List<String>> rows, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(" ".repeat(INDENT));
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(cell).append(" ".repeat(Math.max(0, widths[column] - cell.length()) + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static int[] widths(List<List<String>> rows) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    return IntStream.range(0, columns)
        .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
        .toArray();
  }

  /** Breaks after a blank or a comma where there is one, and anywhere else where there is not. */
  private static List<String> wrap(String cell, int width) {
    List<String> lines = new ArrayList<>();
    String rest = cell;
    while (rest.length() > width) {
      int blank = rest.lastIndexOf(' ', width);
      int comma = rest.lastIndexOf(',', width - 1) + 1;
      int end = Math.max(blank, comma) > 0 ? Math.max(blank, comma) : width;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
