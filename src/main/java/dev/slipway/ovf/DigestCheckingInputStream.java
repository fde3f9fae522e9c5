package dev.slipway.ovf;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hashes a file while it is read, and says at the end whether it is the file that the manifest
 * means, so that an upload needs no second pass.
 */
public final class DigestCheckingInputStream extends DigestInputStream {
  private final OvfManifest.Digest stated;
  private @Nullable String actual;

  /** Wraps a stream that stands at the start of the file. */
  public DigestCheckingInputStream(InputStream file, OvfManifest.Digest stated) {
    super(file, algorithm(stated));
    this.stated = stated;
  }

  /**
   * Compares, once the last byte was read; nothing may be read afterwards.
   *
   * @return what differs, in words for the user; empty when the digests agree
   */
  public Optional<String> verify() {
    if (actual == null) {
      actual = HexFormat.of().formatHex(getMessageDigest().digest());
    }
    return actual.equals(stated.hexadecimal())
        ? Optional.empty()
        : Optional.of(
            "Its %s digest is %s, but the manifest states %s."
                .formatted(stated.algorithm(), actual, stated.hexadecimal()));
  }

  /** Reads on instead of leaping, since all bytes count. */
  @Override
  public long skip(long count) throws IOException {
    return readNBytes(Math.clamp(count, 0, 8192)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private static MessageDigest algorithm(OvfManifest.Digest stated) {
    try {
      return MessageDigest.getInstance(stated.algorithm());
    } catch (NoSuchAlgorithmException unknown) {
      throw new IllegalArgumentException(unknown);
    }
  }
}
