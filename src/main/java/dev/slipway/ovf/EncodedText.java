package dev.slipway.ovf;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the bytes of an XML file into text, in the encoding that its byte order mark or its
 * declaration names (XML 1.0, appendix F), UTF-8 without either.
 */
final class EncodedText {
  private static final Pattern DECLARED =
      Pattern.compile("^(<\\?xml[^>]{0,200}?encoding\\s{0,9}=\\s{0,9}[\"'])([A-Za-z0-9._-]{1,60})");
  private static final int LONGEST_DECLARATION = 300;

  private final String location;
  private final byte[] bytes;

  private EncodedText(String location, byte[] bytes) {
    this.location = location;
    this.bytes = bytes;
  }

  /**
   * Decodes a file.
   *
   * @param location how messages call it
   * @throws DiagnosedException when bytes do not belong to the encoding, with the place of the
   *     first
   */
  static String decode(String location, byte[] bytes) {
    return new EncodedText(location, bytes).decode();
  }

  /** The same document for a reader who gets it as UTF-8, whatever it declared. */
  static String declaringUtf8(String text) {
    return DECLARED.matcher(text).replaceFirst("$1UTF-8");
  }

  private String decode() {
    if (begins(0xEF, 0xBB, 0xBF)) {
      return decode(StandardCharsets.UTF_8, 3);
    }
    if (begins(0xFE, 0xFF)) {
      return decode(StandardCharsets.UTF_16BE, 2);
    }
    if (begins(0xFF, 0xFE)) {
      return decode(StandardCharsets.UTF_16LE, 2);
    }
    if (begins(0, '<')) {
      return decode(StandardCharsets.UTF_16BE, 0);
    }
    return begins('<', 0) ? decode(StandardCharsets.UTF_16LE, 0) : decode(declared(), 0);
  }

  private boolean begins(int... start) {
    if (bytes.length < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if ((bytes[i] & 0xFF) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private Charset declared() {
    String start =
        new String(
            bytes, 0, Math.min(bytes.length, LONGEST_DECLARATION), StandardCharsets.ISO_8859_1);
    Matcher declaration = DECLARED.matcher(start);
    // Whoever could read the declaration this far has no UTF-16 before him.
    if (!declaration.find() || declaration.group(2).toUpperCase(Locale.ROOT).startsWith("UTF-16")) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(declaration.group(2));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      throw new DiagnosedException(
          Diagnostic.error("ovf/unknown-encoding", "descriptor has an unknown encoding")
              .because("It declares \"" + declaration.group(2) + "\".")
              .advise("Convert the descriptor to UTF-8.")
              .at(new SourceText(location, start).range(declaration.start(2), declaration.end(2))));
    }
  }

  private String decode(Charset charset, int from) {
    CharsetDecoder decoder = charset.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
    CharBuffer out =
        CharBuffer.allocate((int) Math.ceil(in.remaining() * (double) decoder.maxCharsPerByte()));
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      throw new DiagnosedException(
          Diagnostic.error("ovf/broken-encoding", "descriptor is not " + charset.name() + " text")
              .because(
                  "Byte %d of the file, 0x%02X, does not belong there."
                      .formatted(in.position() + 1, bytes[in.position()]))
              .advise("Convert the descriptor to UTF-8, or fetch the package again.")
              .at(new SourceText(location, text).range(text.length(), text.length())));
    }
    return text;
  }
}
