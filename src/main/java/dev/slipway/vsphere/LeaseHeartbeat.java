package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.port.PortException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a lease alive during an upload: vCenter gives up a lease that hears nothing for its
 * timeout, even while bytes flow.
 */
final class LeaseHeartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseHeartbeat.class);
  private static final int LONGEST_SECONDS = 5;

  private final VSphereSession session;
  private final ManagedObjectReference lease;
  private final Transfer transfer;
  private final int periodSeconds;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("slipway-lease").factory());

  /**
   * Prepares the heartbeat of one lease.
   *
   * @param timeoutSeconds {@code HttpNfcLeaseInfo.leaseTimeout}
   */
  LeaseHeartbeat(
      VSphereSession session, ManagedObjectReference lease, int timeoutSeconds, Transfer transfer) {
    this.session = session;
    this.lease = lease;
    this.transfer = transfer;
    this.periodSeconds = Math.clamp(timeoutSeconds / 4, 1, LONGEST_SECONDS);
  }

  void begin() {
    var unused = thread.scheduleWithFixedDelay(this::beat, 0, periodSeconds, TimeUnit.SECONDS);
  }

  private void beat() {
    try {
      transfer.look();
      session.call(
          "report progress of",
          "the import",
          vim -> {
            vim.httpNfcLeaseProgress(lease, transfer.percent());
            return true;
          });
    } catch (PortException e) {
      // The lease may outlive one lost beat; when it does not, the upload fails.
      LOG.warn("Lease {} was not renewed: {}", lease.getVal(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
