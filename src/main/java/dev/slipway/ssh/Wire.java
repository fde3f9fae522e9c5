package dev.slipway.ssh;

import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.SocketFactory;

/**
 * The connection that carries an SSH session: JSch asks a proxy for it, and finds it open. Silence
 * while it is opened ends a tenth earlier than that of the login, so that the two are told apart.
 */
interface Wire extends Proxy {
  /**
   * Connects.
   *
   * @throws dev.slipway.port.PortException when the host cannot be reached
   */
  void open();

  @Override
  default void connect(SocketFactory factory, String host, int port, int timeout) {}

  /** Hangs up. Never throws. */
  @Override
  void close();

  /** How long to wait for the connection to a host, in milliseconds. */
  static int patience(Hop hop) {
    long millis = hop.target().connectTimeout().toMillis();
    return Math.toIntExact(Math.clamp(millis - millis / 10, 1, Integer.MAX_VALUE));
  }
}
