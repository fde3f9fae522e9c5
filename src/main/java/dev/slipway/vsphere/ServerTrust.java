package dev.slipway.vsphere;

import static java.util.Objects.requireNonNull;

import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Decides on the certificate of a server, for the connections of one socket factory alone. */
final class ServerTrust extends X509ExtendedTrustManager {
  private final Check check;

  private ServerTrust(Check check) {
    this.check = check;
  }

  /** Accepts what the JDK's authorities vouch for. */
  static ServerTrust systemAuthorities() {
    return vouchedBy(null);
  }

  /**
   * Accepts what the authorities in a PEM file vouch for.
   *
   * @throws PortException when the file cannot be used
   */
  static ServerTrust authorities(Path pemFile) {
    try (InputStream pem = Files.newInputStream(pemFile)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(pem);
      if (certificates.isEmpty()) {
        throw new CertificateException("It contains no certificate.");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("authority-" + store.size(), certificate);
      }
      return vouchedBy(store);
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

  SSLSocketFactory socketFactory() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {this}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  private static ServerTrust vouchedBy(@Nullable KeyStore store) {
    X509ExtendedTrustManager judge = trustManager(store);
    return new ServerTrust((chain, authType, socket) -> {
      try {
        judge.checkServerTrusted(chain, authType, socket);
      } catch (CertificateException e) {
        throw new UntrustedCertificateException(chain[0], null, e);
      }
    });
  }

  private static X509ExtendedTrustManager trustManager(@Nullable KeyStore store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager found) {
          return found;
        }
      }
      throw new IllegalStateException("this JDK cannot check X.509 certificates");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot check X.509 certificates", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check.check(chain, authType, requireNonNull(socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("only for sockets");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("only for sockets");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("only for servers");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("only for servers");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("only for servers");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  @FunctionalInterface
  private interface Check {
    void check(X509Certificate[] chain, String authType, Socket socket) throws CertificateException;
  }
}
