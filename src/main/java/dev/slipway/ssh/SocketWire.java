package dev.slipway.ssh;

import dev.slipway.port.AddressResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A TCP connection of our own. */
final class SocketWire implements Wire {
  private final Socket socket = new Socket();
  private final AddressResolver resolver;
  private final Hop hop;

  SocketWire(AddressResolver resolver, Hop hop) {
    this.resolver = resolver;
    this.hop = hop;
  }

  @Override
  public void open() {
    InetSocketAddress address = resolver.resolve(hop.target().host(), hop.target().access().port());
    try {
      socket.connect(address, Wire.patience(hop));
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      throw Failures.unreachable(
          hop,
          address.isUnresolved() ? "The name is not known" : String.valueOf(e.getMessage()),
          e);
    }
  }

  @Override
  public InputStream getInputStream() {
    try {
      return socket.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public OutputStream getOutputStream() {
    try {
      return socket.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Socket getSocket() {
    return socket;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is left to do for a socket that is given up.
    }
  }
}
