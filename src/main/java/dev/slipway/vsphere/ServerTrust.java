package dev.slipway.vsphere;

import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import dev.slipway.tls.Authorities;
import dev.slipway.tls.ServerCheck;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/** Decides on the certificate of a server as its endpoint's trust says. */
final class ServerTrust extends ServerCheck {
  private final Check check;

  private ServerTrust(Check check) {
    this.check = check;
  }

  /** Accepts what the JDK's authorities vouch for. */
  static ServerTrust systemAuthorities() {
    return vouchedBy(Authorities.ofJvm());
  }

  /**
   * Accepts what the authorities in a PEM file vouch for.
   *
   * @throws PortException when the file cannot be used
   */
  static ServerTrust authorities(Path pemFile) {
    try {
      return vouchedBy(Authorities.in(pemFile));
    } catch (IOException | GeneralSecurityException e) {
      throw new PortException(
          Category.USER,
          "vcenter/ca-file",
          "the file of certificate authorities cannot be used",
          pemFile + ": " + FaultTranslation.reason(e),
          "Give a PEM file with at least one certificate as `tls: {caFile: …}`.",
          e);
    }
  }

  /** Accepts exactly one certificate, whatever it says about itself. */
  static ServerTrust pinned(Thumbprint thumbprint) {
    return new ServerTrust((chain, authType, socket) -> {
      if (!thumbprint.matches(chain[0])) {
        throw new UntrustedCertificateException(chain[0], thumbprint, null);
      }
    });
  }

  /** Accepts everything. */
  static ServerTrust unverified() {
    return new ServerTrust((chain, authType, socket) -> {});
  }

  private static ServerTrust vouchedBy(Authorities authorities) {
    return new ServerTrust((chain, authType, socket) -> {
      try {
        authorities.judge().checkServerTrusted(chain, authType, socket);
      } catch (CertificateException e) {
        throw new UntrustedCertificateException(chain[0], null, e);
      }
    });
  }

  @Override
  protected void check(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check.check(chain, authType, socket);
  }

  @FunctionalInterface
  private interface Check {
    void check(X509Certificate[] chain, String authType, Socket socket) throws CertificateException;
  }
}
