package dev.slipway.port;

import java.time.Duration;

/** Tells whether something listens. */
@FunctionalInterface
public interface Reachability {
  /**
   * Connects over TCP and hangs up.
   *
   * @param timeout how long to wait for the connection, at least a millisecond
   * @throws PortException when the address must not be contacted
   */
  boolean isOpen(String host, int port, Duration timeout) throws InterruptedException;
}
