package dev.slipway.vsphere;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls that do not wait for each other, several at a time, begun in their order. */
final class ParallelCalls implements AutoCloseable {
  /** vCenter answers a session's calls in parallel; more than a few gain nothing. */
  private static final int PARALLEL = 6;

  /**
   * A connection costs as much time as two calls before its first, and a TLS handshake of both
   * sides.
   */
  private static final int CALLS_WORTH_A_CONNECTION = 6;

  private final ExecutorService threads;

  /**
   * Prepares.
   *
   * @param number how many calls there will be
   */
  ParallelCalls(int number) {
    threads =
        Executors.newFixedThreadPool(
            Math.clamp(Math.ceilDiv(number, CALLS_WORTH_A_CONNECTION), 1, PARALLEL),
            Thread.ofPlatform().daemon().name("vcenter-find").factory());
  }

  <T> Call<T> begin(Callable<T> call) {
    return new Call<>(threads.submit(call));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** A call that was begun. */
  record Call<T>(Future<T> future) {
    /** What came of it, as if it had been made here. */
    T result() throws InterruptedException {
      try {
        return future.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new IllegalStateException(e.getCause());
      }
    }
  }
}
