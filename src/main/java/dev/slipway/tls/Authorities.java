package dev.slipway.tls;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Who vouches for the certificates of servers. */
public final class Authorities {
  private final @Nullable KeyStore store;
  private @Nullable X509ExtendedTrustManager judge;

  private Authorities(@Nullable KeyStore store) {
    this.store = store;
  }

  /** Those of the JVM, which are read when they are first asked. */
  public static Authorities ofJvm() {
    return new Authorities(null);
  }

  /**
   * Those in a PEM file, and no others.
   *
   * @throws GeneralSecurityException when there is no certificate in it
   */
  public static Authorities in(Path pemFile) throws IOException, GeneralSecurityException {
    return among(read(pemFile));
  }

  /**
   * Those of the JVM, and those in a PEM file.
   *
   * @throws GeneralSecurityException when there is no certificate in it
   */
  public static Authorities besidesJvm(Path pemFile) throws IOException, GeneralSecurityException {
    List<Certificate> all = new ArrayList<>(read(pemFile));
    all.addAll(List.of(judge(null).getAcceptedIssuers()));
    return among(all);
  }

  /** Judges chains of certificates, and whether they name the host. */
  public synchronized X509ExtendedTrustManager judge() {
    X509ExtendedTrustManager ready = judge;
    if (ready == null) {
      ready = judge(store);
      judge = ready;
    }
    return ready;
  }

  /** A check that asks nobody but these. */
  public ServerCheck check() {
    return new ServerCheck() {
      @Override
      protected void check(X509Certificate[] chain, String authType, Socket socket)
          throws CertificateException {
        judge().checkServerTrusted(chain, authType, socket);
      }
    };
  }

  private static Collection<? extends Certificate> read(Path pemFile)
      throws IOException, GeneralSecurityException {
    try (InputStream pem = Files.newInputStream(pemFile)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(pem);
      if (certificates.isEmpty()) {
        throw new CertificateException("It contains no certificate.");
      }
      return certificates;
    }
  }

  private static Authorities among(Collection<? extends Certificate> certificates)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("authority-" + store.size(), certificate);
    }
    return new Authorities(store);
  }

  private static X509ExtendedTrustManager judge(@Nullable KeyStore store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (var manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager found) {
          return found;
        }
      }
      throw new IllegalStateException("this JDK cannot check X.509 certificates");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot check X.509 certificates", e);
    }
  }
}
