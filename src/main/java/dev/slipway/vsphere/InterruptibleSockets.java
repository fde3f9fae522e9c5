package dev.slipway.vsphere;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSocketFactory;

/**
 * Puts TLS on sockets of channels: an interrupt closes those on any thread ({@link
 * java.nio.channels.InterruptibleChannel}). The JDK's HTTPS asks for a socket that is not connected
 * yet, connects it, and has TLS put on it.
 */
final class InterruptibleSockets extends SSLSocketFactory {
  private final SSLSocketFactory secure;

  InterruptibleSockets(SSLSocketFactory secure) {
    this.secure = secure;
  }

  @Override
  public Socket createSocket() throws IOException {
    return SocketChannel.open().socket();
  }

  @Override
  public Socket createSocket(Socket connected, String host, int port, boolean autoClose)
      throws IOException {
    return secure.createSocket(connected, host, port, autoClose);
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
    return secure.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return secure.getSupportedCipherSuites();
  }

  private static UnsupportedOperationException notByHttps() {
    return new UnsupportedOperationException("HTTPS connects its sockets itself");
  }
}
