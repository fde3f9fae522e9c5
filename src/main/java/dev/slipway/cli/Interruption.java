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
  private final Runnable announcement;

  private Interruption(Runnable announcement) {
    this.announcement = announcement;
  }

  /**
   * Watches over the calling thread.
   *
   * @param announcement run first when a signal comes, so that nobody thinks it was lost
   */
  static Interruption ofThisThread(Runnable announcement) {
    Interruption interruption = new Interruption(announcement);
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
    announcement.run();
    worker.interrupt();
    try {
      finished.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }
}
