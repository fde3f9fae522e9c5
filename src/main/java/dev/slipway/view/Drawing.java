package dev.slipway.view;

import java.util.List;

/**
 * A drawing in coordinates, for a template to write as SVG.
 *
 * @param label what it shows, for those who cannot see it
 * @param lines drawn first, below everything
 */
record Drawing(
    String label,
    int width,
    int height,
    List<Line> lines,
    List<Box> boxes,
    List<Dot> dots,
    List<Text> texts) {

  /** A curve from the foot of one thing to the head of another. */
  record Line(int fromX, int fromY, int toX, int toY, int bend) {
    static Line between(int fromX, int fromY, int toX, int toY) {
      return new Line(fromX, fromY, toX, toY, (fromY + toY) / 2);
    }
  }

  /** A rectangle with round corners. */
  record Box(int x, int y, int width, int height, String style) {}

  /** A point where lines meet, or before an item of a list. */
  record Dot(int x, int y, int radius) {}

  /** A line of writing whose baseline begins at a point. */
  record Text(int x, int y, String text, String style) {}
}
