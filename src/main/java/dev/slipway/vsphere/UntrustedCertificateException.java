package dev.slipway.vsphere;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** A server showed a certificate that its endpoint's trust does not cover. */
final class UntrustedCertificateException extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final X509Certificate certificate;
  private final @Nullable Thumbprint expected;

  /**
   * Creates the exception.
   *
   * @param expected what is pinned; null when authorities decide
   */
  UntrustedCertificateException(
      X509Certificate certificate, @Nullable Thumbprint expected, @Nullable Throwable cause) {
    super(cause == null ? "another certificate is pinned" : innermost(cause), cause);
    this.certificate = certificate;
    this.expected = expected;
  }

  /** The JDK's reason, the usual one in plain words; the messages around it name classes. */
  private static @Nullable String innermost(Throwable problem) {
    Throwable inner = problem;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner instanceof CertPathBuilderException
        ? "no authority that is trusted here has issued it"
        : inner.getMessage();
  }

  X509Certificate certificate() {
    return certificate;
  }

  @Nullable Thumbprint expected() {
    return expected;
  }
}
