package dev.slipway.view;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Prints UTF-8 through a {@link Redaction}. A secret must not be split over several prints. */
public final class RedactingWriter extends PrintWriter {
  private final Redaction redaction;

  public RedactingWriter(OutputStream out, Redaction redaction) {
    super(out, false, StandardCharsets.UTF_8);
    this.redaction = redaction;
  }

  @Override
  public void write(String text, int offset, int length) {
    String cleaned = redaction.clean(text.substring(offset, offset + length));
    super.write(cleaned, 0, cleaned.length());
  }

  @Override
  public void write(char[] text, int offset, int length) {
    write(new String(text, offset, length), 0, length);
  }
}
