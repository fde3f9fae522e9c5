package dev.slipway.sandbox;

import java.net.InetSocketAddress;

/** What answers at one port of a VM of the sandbox. */
interface Listener extends AutoCloseable {
  /** Where it is on loopback. */
  InetSocketAddress address();

  @Override
  void close();
}
