package dev.slipway.view;

/**
 * Makes any text fit for one line of output: what a reader could not see, or what would act on a
 * terminal or turn the direction of writing, is shown as its code.
 */
final class Printable {
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private Printable() {}

  /** The text on one line. */
  static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          switch (point) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
              if (isVisible(point)) {
                line.appendCodePoint(point);
              } else {
                line.append("\\u{%x}".formatted(point));
              }
            }
          }
        });
    return line.toString();
  }

  /** The text on one line between quotation marks; those within it are escaped. */
  static String quoted(String text) {
    return '"' + line(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
  }

  /** The text on one line, ending in an ellipsis where it is longer than so many characters. */
  static String shortened(String text, int longest) {
    String line = line(text);
    return line.codePointCount(0, line.length()) <= longest
        ? line
        : line.substring(0, line.offsetByCodePoints(0, longest - 1)) + "…";
  }

  /** The joiner is kept, for emoji are made with it. */
  private static boolean isVisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      case Character.FORMAT -> point == ZERO_WIDTH_JOINER;
      default -> true;
    };
  }
}
