package dev.slipway.sandbox;

import java.util.List;

/** Text in columns. */
final class Columns {
  private static final int GAP = 3;

  private Columns() {}

  /** Pads every cell but the last of a row to the widest of its column and a gap. */
  static String align(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        text.append(cell);
        if (column < row.size() - 1) {
          text.append(" ".repeat(width(rows, column) + GAP - cell.length()));
        }
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream()
        .filter(row -> column < row.size())
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }
}
