package dev.slipway.vsphere;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The hash of a certificate's DER form: SHA-256, or SHA-1 as import leases tell it.
 *
 * @param hex upper-case pairs with colons
 */
record Thumbprint(String hex) {
  private static final int SHA1_DIGITS = 40;

  Thumbprint {
    String digits = hex.replaceAll("[:\\s-]", "").toUpperCase(Locale.ROOT);
    hex = digits.replaceAll("..(?!$)", "$0:");
  }

  static Thumbprint sha256(X509Certificate certificate) {
    return of(certificate, "SHA-256");
  }

  boolean matches(X509Certificate certificate) {
    boolean sha1 = hex.length() == SHA1_DIGITS / 2 * 3 - 1;
    return hex.equals(of(certificate, sha1 ? "SHA-1" : "SHA-256").hex);
  }

  private static Thumbprint of(X509Certificate certificate, String algorithm) {
    try {
      byte[] hash = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
      return new Thumbprint(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate that has no DER form", e);
    }
  }
}
