package dev.slipway.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a command has printed so far. The connection's thread writes, the thread that runs the
 * command waits for news. Carriage returns and ANSI escape sequences are left out.
 */
final class Transcript {
  /** More than any command of a sequence prints; beyond it a runaway command is cut off. */
  static final int LIMIT = 4 * 1024 * 1024;

  /** A question stands at the end of what was printed, so no more than this is searched for it. */
  private static final int QUESTION_WINDOW = 16 * 1024;

  private final Stream output = new Stream(false);
  private final Stream errors = new Stream(true);
  private int total;
  private boolean news;
  private boolean closed;

  OutputStream output() {
    return output;
  }

  /** The stream for errors; the connection closes it last, when the channel is closed. */
  OutputStream errors() {
    return errors;
  }

  /**
   * Waits until something was printed or the channel was closed since the last call.
   *
   * @return false when the time passed before that
   */
  synchronized boolean awaitNews(long deadlineNanos) throws InterruptedException {
    while (!news) {
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000 + 1);
    }
    news = false;
    return true;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized boolean isTooLong() {
    return total > LIMIT;
  }

  /** The last of the output from a position on. */
  synchronized Tail outputSince(int position) {
    byte[] all = output.text.toByteArray();
    int from = Math.max(position, all.length - QUESTION_WINDOW);
    String text = new String(Arrays.copyOfRange(all, from, all.length), StandardCharsets.UTF_8);
    return new Tail(text, all.length);
  }

  /**
   * The last of the output.
   *
   * @param end the position, in bytes, where it ends
   */
  record Tail(String text, int end) {}

  synchronized String outputText() {
    return output.text.toString(StandardCharsets.UTF_8);
  }

  synchronized String errorText() {
    return errors.text.toString(StandardCharsets.UTF_8);
  }

  private synchronized void append(Stream stream, byte[] bytes, int offset, int length) {
    if (total <= LIMIT) {
      total += length;
      for (int i = offset; i < offset + length; i++) {
        stream.accept(bytes[i]);
      }
    }
    news = true;
    notifyAll();
  }

  private synchronized void close(boolean last) {
    if (last) {
      closed = true;
      news = true;
      notifyAll();
    }
  }

  /** Which part of an escape sequence (ECMA-48, section 5.4 and 8.3) the next byte belongs to. */
  private enum Part {
    TEXT,
    ESCAPE,
    CONTROL_SEQUENCE,
    COMMAND_STRING
  }

  private final class Stream extends OutputStream {
    private static final int BELL = 7;
    private static final int ESC = 27;

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final boolean last;
    private Part part = Part.TEXT;

    private Stream(boolean last) {
      this.last = last;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      append(this, bytes, offset, length);
    }

    @Override
    public void close() {
      Transcript.this.close(last);
    }

    private void accept(byte b) {
      part =
          switch (part) {
            case TEXT -> {
              if (b == ESC) {
                yield Part.ESCAPE;
              }
              if (b != '\r') {
                text.write(b);
              }
              yield Part.TEXT;
            }
            case ESCAPE ->
                switch (b) {
                  case '[' -> Part.CONTROL_SEQUENCE;
                  case ']' -> Part.COMMAND_STRING;
                  default -> b >= 0x20 && b <= 0x2f ? Part.ESCAPE : Part.TEXT;
                };
            case CONTROL_SEQUENCE -> b >= 0x40 && b <= 0x7e ? Part.TEXT : Part.CONTROL_SEQUENCE;
            case COMMAND_STRING ->
                b == BELL ? Part.TEXT : b == ESC ? Part.ESCAPE : Part.COMMAND_STRING;
          };
    }
  }
}
