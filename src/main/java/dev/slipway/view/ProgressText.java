package dev.slipway.view;

import dev.slipway.apply.Event;
import dev.slipway.apply.EventSink;
import dev.slipway.view.Style.Colour;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Tells people what a run is doing: a line for each thing that happens, and for uploads a bar with
 * rate and time left that is redrawn in place on a terminal, or a line every few seconds elsewhere.
 */
public final class ProgressText implements EventSink {
  private static final int BAR_WIDTH = 24;
  private static final long REDRAW_MILLISECONDS = 100;
  private static final long LINE_MILLISECONDS = 5_000;
  private static final double MEBIBYTE = 1 << 20;

  private final PrintWriter out;
  private final Style style;
  private final boolean terminal;
  private final InstantSource clock;
  private final Map<String, String> titles = new HashMap<>();
  private final Map<String, Transfer> transfers = new HashMap<>();
  private boolean barDrawn;
  private long lastDrawn;

  /**
   * Makes a view.
   *
   * @param terminal whether {@code out} is a terminal, where a line can be redrawn
   */
  public ProgressText(PrintWriter out, Style style, boolean terminal, InstantSource clock) {
    this.out = out;
    this.style = style;
    this.terminal = terminal;
    this.clock = clock;
  }

  private static final class Transfer {
    private final long started;
    private long lastShown;

    Transfer(long started) {
      this.started = started;
      this.lastShown = started;
    }
  }

  @Override
  public synchronized void accept(Event event) {
    switch (event) {
      case Event.RunStarted started -> {}
      case Event.StepStarted started -> {
        titles.put(started.step(), started.title());
        line("  " + started.title() + " ...");
      }
      case Event.StepTransferred transferred -> transferred(transferred);
      case Event.StepNoted noted ->
          line("  " + style.paint(Colour.YELLOW, title(noted.step()) + ": " + noted.note()));
      case Event.StepDone done ->
          line(
              "  "
                  + style.paint(Colour.GREEN, done.title() + ": done")
                  + " ["
                  + duration(done.milliseconds())
                  + "]"
                  + (done.note().isEmpty() ? "" : " (" + done.note() + ")"));
      case Event.StepFailed failed ->
          line("  " + style.paint(Colour.RED, failed.title() + ": failed"));
      case Event.StepSkipped skipped ->
          line("  " + skipped.title() + ": not begun, " + skipped.because());
      case Event.StepInterrupted interrupted ->
          line("  " + style.paint(Colour.YELLOW, interrupted.title() + ": stopped"));
      case Event.RunFinished finished -> line("");
    }
  }

  private void transferred(Event.StepTransferred event) {
    long now = clock.millis();
    Transfer transfer = transfers.computeIfAbsent(event.step(), step -> new Transfer(now));
    double part = event.total() == 0 ? 1 : (double) event.sent() / event.total();
    if (terminal) {
      if (now - lastDrawn >= REDRAW_MILLISECONDS || event.sent() == event.total()) {
        lastDrawn = now;
        barDrawn = true;
        out.print(
            "\r\u001b[K  %s: %s %s"
                .formatted(title(event.step()), bar(part), figures(event, transfer, now)));
        out.flush();
      }
    } else if (now - transfer.lastShown >= LINE_MILLISECONDS) {
      transfer.lastShown = now;
      line("  " + title(event.step()) + ": " + figures(event, transfer, now));
    }
  }

  private String title(String step) {
    return titles.getOrDefault(step, step);
  }

  private static String bar(double part) {
    int full = (int) (part * BAR_WIDTH);
    return "[" + "=".repeat(full) + " ".repeat(BAR_WIDTH - full) + "]";
  }

  private static String figures(Event.StepTransferred event, Transfer transfer, long now) {
    double seconds = Math.max(1, now - transfer.started) / 1000.0;
    double rate = event.sent() / seconds;
    long left = rate > 0 ? (long) ((event.total() - event.sent()) / rate) : 0;
    return String.format(
        Locale.ROOT,
        "%3.0f %% of %.1f MiB, %.1f MiB/s, %d s left",
        event.total() == 0 ? 100 : 100.0 * event.sent() / event.total(),
        event.total() / MEBIBYTE,
        rate / MEBIBYTE,
        left);
  }

  private void line(String text) {
    if (barDrawn) {
      out.print("\r\u001b[K");
      barDrawn = false;
    }
    out.println(text);
    out.flush();
  }

  private static String duration(long milliseconds) {
    Duration duration = Duration.ofMillis(milliseconds);
    return duration.toMinutes() > 0
        ? "%dm%02ds".formatted(duration.toMinutes(), duration.toSecondsPart())
        : String.format(Locale.ROOT, "%.1fs", milliseconds / 1000.0);
  }
}
