package dev.slipway.vsphere;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking network I/O so that an interrupt or a deadline ends it at once, of which the JDK's
 * HTTP would otherwise take no notice. With TLS the sockets are {@link InterruptibleSockets}.
 * Without, it runs on a virtual thread, where an interrupt closes any socket. That is for simulated
 * vCenters only: once a virtual thread has waited for a socket, a thread of the JDK waits in native
 * code for ever, and a JVM that ends waits for that one for 300 ms. Nothing else in this program
 * may run on virtual threads: what blocks one without giving its carrier free (a pipe, a file)
 * would stop all of these.
 */
final class InterruptibleIo {
  private static final String NAME = "vcenter-io";

  /** Kept for the next call, with the buffers that the JDK gives each thread that reads. */
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name(NAME).factory());

  /**
   * Runs the work to its end, or closes its socket and leaves.
   *
   * @param server that the work speaks to
   * @throws SocketTimeoutException when the deadline passed
   * @throws InterruptedException when the calling thread was interrupted
   */
  <T extends @Nullable Object> T run(URI server, Work<T> work, Duration deadline)
      throws IOException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(work::run);
    if ("https".equalsIgnoreCase(server.getScheme())) {
      threads.execute(task);
    } else {
      Thread.ofVirtual().name(NAME).start(task);
    }
    try {
      return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("no complete answer in time");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException problem -> throw problem;
        case RuntimeException problem -> throw problem;
        case Error problem -> throw problem;
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      task.cancel(true);
    }
  }

  /** Blocking I/O that gives a result. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T run() throws IOException;
  }
}
