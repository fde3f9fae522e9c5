package dev.slipway.network;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the certificate of the server of one connection: some are accepted whatever they say
 * of themselves, others when the JDK's authorities vouch for them and they name the host.
 */
final class CertificateCheck extends X509ExtendedTrustManager implements HostnameVerifier {
  private final Set<String> accepted;
  private final boolean looking;
  private volatile @Nullable String stranger;

  private CertificateCheck(Set<String> accepted, boolean looking) {
    this.accepted = accepted;
    this.looking = looking;
  }

  /**
   * Accepts these besides what authorities vouch for.
   *
   * @param sha256 in hexadecimal digits, with or without separators
   */
  static CertificateCheck accepting(Set<String> sha256) {
    return new CertificateCheck(
        sha256.stream()
            .map(text -> text.replaceAll("[:\\s-]", "").toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet()),
        false);
  }

  /** Accepts any, over a connection that nothing is sent on, and says what it was. */
  static CertificateCheck looking() {
    return new CertificateCheck(Set.of(), true);
  }

  boolean isPinned() {
    return !accepted.isEmpty();
  }

  /** The SHA-256 of a certificate that authorities do not vouch for. */
  Optional<String> unvouched() {
    return Optional.ofNullable(stranger);
  }

  /** The SHA-256 of a certificate that was not accepted. */
  Optional<String> refused() {
    return looking ? Optional.empty() : unvouched();
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

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    String seen = sha256(chain[0]);
    if (accepted.contains(seen)) {
      return;
    }
    try {
      authorities().checkServerTrusted(chain, authType, socket);
    } catch (CertificateException e) {
      stranger = seen;
      if (!looking) {
        throw e;
      }
    }
  }

  /** Asked when the certificate does not name the host. */
  @Override
  public boolean verify(String host, SSLSession session) {
    try {
      String seen = sha256(session.getPeerCertificates()[0]);
      if (accepted.contains(seen)) {
        return true;
      }
      stranger = seen;
      return looking;
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }

  private static X509ExtendedTrustManager authorities() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
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

  private static String sha256(Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } catch (CertificateException e) {
      throw new IllegalArgumentException("a certificate that has no DER form", e);
    }
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
}
