package dev.slipway.vsphere;

import dev.slipway.port.PortException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what vCenter holds open for an upload alive: a lease or session that hears nothing for its
 * timeout is given up, a lease even while bytes flow.
 */
final class UploadHeartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UploadHeartbeat.class);
  private static final int LONGEST_SECONDS = 5;

  private final Transfer transfer;
  private final int periodSeconds;
  private final Beat beat;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("slipway-heartbeat").factory());

  /** The call that keeps it alive. */
  @FunctionalInterface
  interface Beat {
    void run() throws InterruptedException;
  }

  /**
   * Prepares the heartbeat of one upload.
   *
   * @param timeoutSeconds after which silence is taken for the end
   */
  UploadHeartbeat(Transfer transfer, int timeoutSeconds, Beat beat) {
    this.transfer = transfer;
    this.periodSeconds = Math.clamp(timeoutSeconds / 4, 1, LONGEST_SECONDS);
    this.beat = beat;
  }

  void begin() {
    var unused = thread.scheduleWithFixedDelay(this::beat, 0, periodSeconds, TimeUnit.SECONDS);
  }

  private void beat() {
    try {
      transfer.look();
      beat.run();
    } catch (PortException e) {
      // What is kept alive may outlive one lost beat; when it does not, the upload fails.
      LOG.warn("An upload was not kept alive: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
