package dev.slipway.ssh;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bounds blocking calls that heed neither deadlines nor interruption, as those of JSch do not. */
final class Abortable {
  private Abortable() {}

  /**
   * Makes the call on a thread of its own and waits for it.
   *
   * @param abort makes a call under way end soon; run when the limit passes or the caller is
   *     interrupted
   * @throws TimeoutException when the limit passes
   */
  static <T> T call(Duration limit, Callable<T> call, Runnable abort)
      throws InterruptedException, ExecutionException, TimeoutException {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofPlatform().daemon().name("ssh-call").start(task);
    boolean ended = false;
    try {
      T result = task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      ended = true;
      return result;
    } catch (ExecutionException e) {
      ended = true;
      throw e;
    } finally {
      if (!ended) {
        abort.run();
      }
    }
  }
}
