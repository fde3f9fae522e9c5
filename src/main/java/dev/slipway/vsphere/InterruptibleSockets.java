package dev.slipway.vsphere;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.security.NoSuchAlgorithmException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * Puts TLS on sockets of channels: an interrupt closes those on any thread ({@link
 * java.nio.channels.InterruptibleChannel}). The JDK's HTTPS asks for a socket that is not connected
 * yet, connects it, and has TLS put on it.
 */
final class InterruptibleSockets extends SSLSocketFactory {
  private final Supplier<SSLSocketFactory> secure;

  private InterruptibleSockets(Supplier<SSLSocketFactory> secure) {
    this.secure = secure;
  }

  static InterruptibleSockets of(SSLSocketFactory secure) {
    return new InterruptibleSockets(() -> secure);
  }

  /** With the JVM's own trust, which is read when a connection needs it and not before. */
  static InterruptibleSockets ofJvm() {
    return new InterruptibleSockets(() -> {
      try {
        return SSLContext.getDefault().getSocketFactory();
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @Override
  public Socket createSocket() throws IOException {
    return SocketChannel.open().socket();
  }

  @Override
  public Socket createSocket(Socket connected, String host, int port, boolean autoClose)
      throws IOException {
    return secure.get().createSocket(connected, host, port, autoClose);
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw notByHttps();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw notByHttps();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw notByHttps();
  }

  @Override
  public Socket createSocket(
      InetAddress address, int port, InetAddress localAddress, int localPort) {
    throw notByHttps();
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return secure.get().getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return secure.get().getSupportedCipherSuites();
  }

  private static UnsupportedOperationException notByHttps() {
    return new UnsupportedOperationException("HTTPS connects its sockets itself");
  }
}
