package dev.slipway.network;

import dev.slipway.port.AddressResolver;
import dev.slipway.port.Reachability;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** Tries to connect; whatever goes wrong means that nothing listens. */
public final class TcpReachability implements Reachability {
  private final AddressResolver resolver;

  public TcpReachability(AddressResolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public boolean isOpen(String host, int port, Duration timeout) {
    try (Socket socket = new Socket()) {
      socket.connect(
          resolver.resolve(host, port),
          Math.toIntExact(Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE)));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
