package dev.slipway.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns a signal that ends the process (Ctrl-C, SIGTERM) into an interrupt of the working thread,
 * and gives it time to finish or abort what it has in hand.
 */
final class Interruption {
  private static final long GRACE_SECONDS = 150;

  private final CountDownLatch finished = new CountDownLatch(1);

  private Interruption() {}

  static Interruption ofThisThread() {
    Interruption interruption = new Interruption();
    Thread worker = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> interruption.stop(worker), "interruption"));
    return interruption;
  }

  /** Says that the work is done, so that ending the process is no interruption any more. */
  void finished() {
    finished.countDown();
  }

  private void stop(Thread worker) {
    if (finished.getCount() == 0) {
      return;
    }
    worker.interrupt();
    try {
      finished.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }
}
