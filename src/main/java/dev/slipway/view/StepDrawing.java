package dev.slipway.view;

import dev.slipway.plan.StepGraph;
import dev.slipway.view.Drawing.Box;
import dev.slipway.view.Drawing.Dot;
import dev.slipway.view.Drawing.Line;
import dev.slipway.view.Drawing.Text;
import dev.slipway.view.StepChains.Chain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Draws a step graph from top to bottom: each chain of steps is a card, and stands below all that
 * it waits for.
 */
final class StepDrawing {
  private static final int CARD = 266;
  private static final int GAP = 12;
  private static final int LAYER_GAP = 46;
  private static final int CARDS_IN_A_ROW = 4;
  private static final int LINE = 20;
  private static final int PADDING = 12;
  private static final int FRAME = 14;
  private static final int LETTERS = 32;

  private final List<Chain> chains;
  private final List<List<List<String>>> wrapped;
  private final int[] depths;
  private final int[] centres;
  private final int[] heads;
  private final int[] feet;
  private final List<Box> boxes = new ArrayList<>();
  private final List<Dot> dots = new ArrayList<>();
  private final List<Text> texts = new ArrayList<>();
  private final Map<Integer, Box> frames = new HashMap<>();
  private final Map<Set<Integer>, Box> framed = new HashMap<>();
  private int y = 2;

  private StepDrawing(List<Chain> chains) {
    this.chains = chains;
    this.wrapped =
        chains.stream()
            .map(chain -> chain.titles().stream().map(StepDrawing::wrap).toList())
            .toList();
    this.depths = new int[chains.size()];
    this.centres = new int[chains.size()];
    this.heads = new int[chains.size()];
    this.feet = new int[chains.size()];
  }

  static Drawing of(StepGraph graph) {
    return new StepDrawing(StepChains.of(graph)).draw(graph.nodes().size());
  }

  private Drawing draw(int steps) {
    List<List<Integer>> layers = new ArrayList<>();
    for (int index = 0; index < chains.size(); index++) {
      depths[index] =
          chains.get(index).after().stream().mapToInt(before -> depths[before] + 1).max().orElse(0);
      while (layers.size() <= depths[index]) {
        layers.add(new ArrayList<>());
      }
      layers.get(depths[index]).add(index);
    }
    int widest = layers.stream().mapToInt(List::size).max().orElse(0);
    int columns = Math.min(CARDS_IN_A_ROW, widest);
    int width = columns * CARD + (columns - 1) * GAP + 2 * FRAME;
    layers.forEach(layer -> place(layer, width));
    Set<Line> lines = new LinkedHashSet<>();
    for (int index = 0; index < chains.size(); index++) {
      List<Integer> after = chains.get(index).after();
      Box whole = framed.get(Set.copyOf(after));
      Box own = frames.get(index);
      int toX = own == null ? centres[index] : own.x() + own.width() / 2;
      int toY = own == null ? heads[index] : own.y();
      if (whole != null) {
        int foot = whole.y() + whole.height();
        lines.add(Line.between(whole.x() + whole.width() / 2, foot, toX, toY));
      } else {
        after.forEach(before -> lines.add(Line.between(centres[before], feet[before], toX, toY)));
      }
    }
    return new Drawing(
        PlanWords.count(steps, "step") + " in the order of their dependencies",
        width,
        y - LAYER_GAP + 2,
        List.copyOf(lines),
        boxes,
        dots,
        texts);
  }

  /**
   * Lays out one layer, in several rows where it is too wide for one. Such rows get a frame when
   * they all wait for the same, so that one line can stand for as many as there are cards.
   */
  private void place(List<Integer> layer, int width) {
    List<Integer> ordered =
        layer.stream().sorted(Comparator.comparingDouble(this::centreOfWhatItWaitsFor)).toList();
    boolean inFrame =
        layer.size() > CARDS_IN_A_ROW
            && layer.stream().map(index -> chains.get(index).after()).distinct().count() == 1;
    int top = y;
    int at = boxes.size();
    y += inFrame ? FRAME : 0;
    for (int start = 0; start < ordered.size(); start += CARDS_IN_A_ROW) {
      List<Integer> row = ordered.subList(start, Math.min(start + CARDS_IN_A_ROW, ordered.size()));
      int x = (width - row.size() * CARD - (row.size() - 1) * GAP) / 2;
      int height = 0;
      for (int index : row) {
        centres[index] = x + CARD / 2;
        heads[index] = y;
        height = Math.max(height, card(index, x));
        x += CARD + GAP;
      }
      y += height + GAP;
    }
    y -= GAP;
    if (inFrame) {
      y += FRAME;
      Box frame = new Box(1, top, width - 2, y - top, "frame");
      boxes.add(at, frame);
      framed.put(Set.copyOf(layer), frame);
      layer.forEach(index -> frames.put(index, frame));
    }
    y += LAYER_GAP;
  }

  private double centreOfWhatItWaitsFor(int index) {
    return chains.get(index).after().stream()
        .mapToInt(before -> centres[before])
        .average()
        .orElse(0);
  }

  /** Draws a chain, and returns its height. */
  private int card(int index, int x) {
    List<List<String>> titles = wrapped.get(index);
    if (titles.isEmpty()) {
      dots.add(new Dot(centres[index], y + 4, 4));
      feet[index] = y + 4;
      heads[index] = y + 4;
      return 8;
    }
    int lines = titles.stream().mapToInt(List::size).sum();
    int height = lines * LINE + 2 * PADDING - 4;
    boxes.add(new Box(x, y, CARD, height, "card"));
    int baseline = y + PADDING + LINE - 8;
    for (List<String> title : titles) {
      dots.add(new Dot(x + 15, baseline - 4, 3));
      for (String line : title) {
        texts.add(new Text(x + 27, baseline, line, "step"));
        baseline += LINE;
      }
    }
    feet[index] = y + height;
    return height;
  }

  /** Breaks a title between words, and a word that is too long where it must. */
  private static List<String> wrap(String title) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : Arrays.asList(title.strip().split(" +"))) {
      if (!line.isEmpty() && letters(line) + 1 + letters(word) > LETTERS) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
      while (letters(line) > LETTERS) {
        int end = line.offsetByCodePoints(0, LETTERS);
        lines.add(line.substring(0, end));
        line.delete(0, end);
      }
    }
    lines.add(line.toString());
    return lines;
  }

  private static int letters(CharSequence text) {
    return Character.codePointCount(text, 0, text.length());
  }
}
