package dev.slipway.ssh;

import com.jcraft.jsch.Session;
import dev.slipway.port.AddressResolver;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;

/** The sessions that are open on the way to a node; closing it ends them, the last one first. */
final class Route implements AutoCloseable {
  private final AddressResolver resolver;
  private final Deque<Session> sessions = new ArrayDeque<>();

  Route(AddressResolver resolver) {
    this.resolver = resolver;
  }

  /** Where the way has come to. */
  Session end() {
    return sessions.getLast();
  }

  void add(Session session) {
    sessions.addLast(session);
  }

  /** The connection to the next host: from here, or from where the way has come to. */
  Wire wireTo(Hop hop) {
    return sessions.isEmpty()
        ? new SocketWire(resolver, hop)
        : new ForwardedWire(end(), forwardedTo(hop), hop);
  }

  /** The name of a bastion is known to the one before it, and perhaps not here. */
  private InetSocketAddress forwardedTo(Hop hop) {
    String host = hop.target().host();
    int port = hop.target().access().port();
    return hop.isBastion()
        ? InetSocketAddress.createUnresolved(host, port)
        : resolver.resolve(host, port);
  }

  @Override
  public void close() {
    while (!sessions.isEmpty()) {
      sessions.removeLast().disconnect();
    }
  }
}
