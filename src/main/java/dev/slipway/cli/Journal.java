package dev.slipway.cli;

import dev.slipway.apply.Event;
import dev.slipway.apply.EventSink;
import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import dev.slipway.view.EventJson;
import dev.slipway.view.Redaction;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The append-only record of one run: a line of JSON for each event, on disk at once. */
final class Journal implements EventSink, Closeable {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path file;
  private final BufferedWriter writer;
  private final Redaction redaction;
  private final InstantSource clock;
  private @Nullable IOException failure;

  private Journal(Path file, BufferedWriter writer, Redaction redaction, InstantSource clock) {
    this.file = file;
    this.writer = writer;
    this.redaction = redaction;
    this.clock = clock;
  }

  /** Begins a journal of its own below the data folder. */
  static Journal open(Terminal terminal, String blueprint) {
    Instant now = terminal.clock().instant();
    Path file =
        terminal
            .dataFolder()
            .resolve("journal")
            .resolve(blueprint)
            .resolve(NAME.format(now) + "-" + ProcessHandle.current().pid() + ".jsonl");
    try {
      Files.createDirectories(file.getParent());
      return new Journal(
          file,
          Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW),
          terminal.redaction(),
          terminal.clock());
    } catch (IOException e) {
      throw new PortException(
          Category.ENVIRONMENT,
          "journal/unwritable",
          "the journal cannot be written",
          file + ": " + e.getMessage(),
          "Make the folder writable, or set SLIPWAY_DATA_DIR to one that is.",
          e);
    }
  }

  Path file() {
    return file;
  }

  @Override
  public synchronized void accept(Event event) {
    if (event instanceof Event.StepTransferred transferred
        && transferred.sent() != transferred.total()) {
      return;
    }
    try {
      writer.write(redaction.clean(EventJson.render(event, clock.instant())));
      writer.newLine();
      writer.flush();
    } catch (IOException e) {
      failure = e;
    }
  }

  /** Closes the journal; reports here what went wrong on the way, so that no step fails of it. */
  @Override
  public synchronized void close() throws IOException {
    writer.close();
    if (failure != null) {
      throw failure;
    }
  }
}
