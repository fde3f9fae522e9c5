package dev.slipway.vsphere;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server, passes on every byte, and counts the connections. */
final class CountedConnections implements AutoCloseable {
  private final ServerSocket door;
  private final URI behind;
  private final AtomicInteger count = new AtomicInteger();

  private CountedConnections(ServerSocket door, URI behind) {
    this.door = door;
    this.behind = behind;
  }

  static CountedConnections before(URI server) throws IOException {
    ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    CountedConnections counted = new CountedConnections(door, server);
    Thread.ofVirtual().start(counted::accept);
    return counted;
  }

  /** Where the server is reached through this. */
  URI url() {
    return URI.create(
        "%s://127.0.0.1:%d%s".formatted(behind.getScheme(), door.getLocalPort(), behind.getPath()));
  }

  int count() {
    return count.get();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket near = door.accept();
        count.incrementAndGet();
        Socket far = new Socket(behind.getHost(), behind.getPort());
        Thread.ofVirtual().start(() -> pass(near, far));
        Thread.ofVirtual().start(() -> pass(far, near));
      } catch (IOException e) {
        if (!door.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // Either end has gone.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
