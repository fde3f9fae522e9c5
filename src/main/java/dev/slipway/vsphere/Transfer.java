package dev.slipway.vsphere;

import dev.slipway.port.TransferListener;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How far an upload is. A write to a socket neither ends when its thread is interrupted nor has a
 * time limit, so another thread looks after it from time to time.
 */
final class Transfer {
  /** A host that takes no byte for so long is given up. */
  private static final Duration STALLED = Duration.ofMinutes(2);

  /** Listeners hear of every hundredth, of large packages more often. */
  private static final long TOLD_EVERY = 16L * 1024 * 1024;

  private final Thread uploader;
  private final long total;
  private final TransferListener listener;
  private final AtomicLong sent = new AtomicLong();
  private volatile long lastMoved = System.nanoTime();
  private volatile @Nullable HttpURLConnection connection;
  private volatile boolean writing;

  /** Touched by the uploading thread only. */
  private long nextTold;

  Transfer(Thread uploader, long total, TransferListener listener) {
    this.uploader = uploader;
    this.total = total;
    this.listener = listener;
  }

  /** One file begins. */
  void begin(HttpURLConnection newConnection) {
    lastMoved = System.nanoTime();
    writing = true;
    connection = newConnection;
  }

  /** Bytes went out. */
  void sent(int bytes) {
    lastMoved = System.nanoTime();
    long now = sent.addAndGet(bytes);
    if (now >= nextTold || now == total) {
      nextTold = now + Math.min(total / 100, TOLD_EVERY);
      listener.transferred(now, total);
    }
  }

  /** All is written; the answer, for which the connection has a time limit, is still to come. */
  void awaitAnswer() {
    writing = false;
  }

  /** The file is done with. */
  void end() {
    connection = null;
  }

  /** How much is done; 100 only belongs to a complete import. */
  int percent() {
    return total == 0 ? 0 : Math.toIntExact(Math.clamp(sent.get() * 100 / total, 0, 99));
  }

  /** Ends I/O that is stuck or no longer wanted: it then fails. */
  void look() {
    HttpURLConnection current = connection;
    if (current == null) {
      return;
    }
    boolean stalled = writing && System.nanoTime() - lastMoved > STALLED.toNanos();
    if (stalled || uploader.isInterrupted()) {
      current.disconnect();
    }
  }
}
