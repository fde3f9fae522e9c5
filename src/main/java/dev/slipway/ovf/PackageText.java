package dev.slipway.ovf;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.SourceRange;
import java.io.IOException;
import java.io.InputStream;

/** The small files of a package, which are read as a whole. */
record PackageText(PackageFiles files) {
  /** Bound for one of them, in bytes; real ones have some ten thousand. */
  private static final int LARGEST = 16 << 20;

  /**
   * The bytes of a file.
   *
   * @throws DiagnosedException when it is too large
   */
  byte[] bytes(String name) throws IOException {
    try (InputStream in = files.open(name)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new DiagnosedException(
            Diagnostic.error("ovf/too-large", "file \"" + name + "\" is too large")
                .because("It has more than " + (LARGEST >> 20) + " MiB.")
                .at(start(name)));
      }
      return bytes;
    }
  }

  /** An XML file as text. */
  String xml(String name, byte[] bytes) {
    return EncodedText.decode(files.location(name), bytes);
  }

  SourceText source(String name, String text) {
    return new SourceText(files.location(name), text);
  }

  /** The place for what concerns a file as a whole. */
  SourceRange start(String name) {
    return SourceRange.startOf(files.location(name));
  }
}
