package dev.slipway.ovf;

import java.util.Map;
import java.util.Optional;

/**
 * The digests of a manifest file ({@code .mf}).
 *
 * @param digests by file name
 */
public record OvfManifest(Map<String, Digest> digests) {
  public OvfManifest {
    digests = Map.copyOf(digests);
  }

  /** The digest of a file, by its name or by a reference that may be percent-encoded. */
  public Optional<Digest> of(String file) {
    return new Href(file).resolve(digests::containsKey).map(digests::get);
  }

  /**
   * One stated digest.
   *
   * @param algorithm as {@code java.security.MessageDigest} names it, such as {@code SHA-256}
   * @param hexadecimal lower case
   */
  public record Digest(String algorithm, String hexadecimal) {}
}
