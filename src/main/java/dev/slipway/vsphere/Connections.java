package dev.slipway.vsphere;

import dev.slipway.port.VCenterEndpoint.Trust;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens HTTP connections with one endpoint's trust and deadlines. Nothing is set for the JVM as a
 * whole, so that several vCenters with different trust get along.
 */
final class Connections {
  private final Trust trust;
  private final Deadlines deadlines;
  // The JDK reuses a connection only for the same factory.
  private final SSLSocketFactory sockets;
  private final Map<String, SSLSocketFactory> pinnedSockets = new ConcurrentHashMap<>();
  private final InterruptibleIo io = new InterruptibleIo();

  Connections(Trust trust, Deadlines deadlines) {
    this.trust = trust;
    this.deadlines = deadlines;
    this.sockets = sockets(serverTrust(trust));
  }

  /** Runs what reads and writes them. */
  InterruptibleIo io() {
    return io;
  }

  /**
   * Prepares a connection that neither follows redirects nor asks for credentials; nothing is sent
   * yet.
   *
   * @param pinned SHA-1 or SHA-256 of the only certificate to accept, in hexadecimal digits; null
   *     for the endpoint's trust. The ESXi hosts of an import lease show other certificates than
   *     vCenter, and the lease tells their thumbprints.
   */
  HttpURLConnection open(URI uri, @Nullable String pinned) throws IOException {
    if (!(uri.toURL().openConnection() instanceof HttpURLConnection connection)) {
      throw new IOException("not an HTTP address: " + uri);
    }
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout(Math.toIntExact(deadlines.connect().toMillis()));
    connection.setReadTimeout(Math.toIntExact(deadlines.silence().toMillis()));
    if (connection instanceof HttpsURLConnection secure) {
      if (pinned == null || pinned.isEmpty()) {
        trustUsual(secure);
      } else {
        trustOnly(pinned, secure);
      }
    }
    return connection;
  }

  private void trustUsual(HttpsURLConnection connection) {
    connection.setSSLSocketFactory(sockets);
    switch (trust) {
      case Trust.SystemAuthorities authorities -> {}
      case Trust.Authorities authorities -> {}
      case Trust.Thumbprint thumbprint -> acceptAnyName(connection);
      case Trust.Unverified unverified -> acceptAnyName(connection);
    }
  }

  private void trustOnly(String thumbprint, HttpsURLConnection connection) {
    connection.setSSLSocketFactory(
        pinnedSockets.computeIfAbsent(
            thumbprint, key -> sockets(serverTrust(new Trust.Thumbprint(key)))));
    acceptAnyName(connection);
  }

  /** The certificate itself is known, or nothing is: names in it prove nothing more. */
  private static void acceptAnyName(HttpsURLConnection connection) {
    connection.setHostnameVerifier((host, session) -> true);
  }

  private static SSLSocketFactory sockets(ServerTrust trust) {
    return InterruptibleSockets.of(trust.socketFactory());
  }

  private static ServerTrust serverTrust(Trust trust) {
    return switch (trust) {
      case Trust.SystemAuthorities authorities -> ServerTrust.systemAuthorities();
      case Trust.Authorities authorities -> ServerTrust.authorities(authorities.pemFile());
      case Trust.Thumbprint thumbprint -> ServerTrust.pinned(new Thumbprint(thumbprint.sha256()));
      case Trust.Unverified unverified -> ServerTrust.unverified();
    };
  }
}
