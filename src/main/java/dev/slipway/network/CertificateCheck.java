package dev.slipway.network;

import dev.slipway.tls.Authorities;
import dev.slipway.tls.ServerCheck;
import java.net.Socket;
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
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the certificate of the server of one connection: some are accepted whatever they say
 * of themselves, others when authorities vouch for them and they name the host.
 */
final class CertificateCheck extends ServerCheck implements HostnameVerifier {
  private final Authorities authorities;
  private final Set<String> accepted;
  private final boolean looking;
  private volatile @Nullable String stranger;

  private CertificateCheck(Authorities authorities, Set<String> accepted, boolean looking) {
    this.authorities = authorities;
    this.accepted = accepted;
    this.looking = looking;
  }

  /**
   * Accepts these besides what authorities vouch for.
   *
   * @param sha256 in hexadecimal digits, with or without separators
   */
  static CertificateCheck accepting(Authorities authorities, Set<String> sha256) {
    return new CertificateCheck(
        authorities,
        sha256.stream()
            .map(text -> text.replaceAll("[:\\s-]", "").toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet()),
        false);
  }

  /** Accepts any, over a connection that nothing is sent on, and says what it was. */
  static CertificateCheck looking(Authorities authorities) {
    return new CertificateCheck(authorities, Set.of(), true);
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

  @Override
  protected void check(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    String seen = sha256(chain[0]);
    if (accepted.contains(seen)) {
      return;
    }
    try {
      authorities.judge().checkServerTrusted(chain, authType, socket);
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
}
