package dev.slipway.port;

import java.net.InetSocketAddress;

/** Says where a planned address is really to be contacted; the sandbox leads to loopback. */
@FunctionalInterface
public interface AddressResolver {
  /**
   * Finds the address to contact.
   *
   * @throws PortException when the address must not be contacted
   */
  InetSocketAddress resolve(String host, int port);

  /** Contacts each address as planned. */
  static AddressResolver direct() {
    return InetSocketAddress::new;
  }
}
