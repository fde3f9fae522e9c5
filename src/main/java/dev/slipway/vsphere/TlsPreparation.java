package dev.slipway.vsphere;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * Makes the first message of a TLS handshake, with its pairs of keys, and sends it nowhere, so that
 * what that takes is loaded and compiled when a connection is wanted.
 */
final class TlsPreparation {
  private TlsPreparation() {}

  static void run() {
    // Each connection asks for the JVM's own sockets before it is given others.
    HttpsURLConnection.setDefaultSSLSocketFactory(InterruptibleSockets.ofJvm());
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null); // Those of the JVM would be read for nothing.
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(true);
      ByteBuffer message = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      var unused = engine.wrap(ByteBuffer.allocate(0), message);
    } catch (GeneralSecurityException | SSLException e) {
      // The connection itself will tell.
    }
  }
}
