package dev.slipway.vsphere;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work that goes on beside the calling thread, and ends with the block that began it. */
final class Concurrent<T> implements AutoCloseable {
  private final FutureTask<T> task;
  private final Thread thread;

  private Concurrent(FutureTask<T> task) {
    this.task = task;
    this.thread = Thread.ofPlatform().daemon().name("vcenter-beside").start(task);
  }

  static <T> Concurrent<T> start(Callable<T> work) {
    return new Concurrent<>(new FutureTask<>(work));
  }

  /** What came of it, as if it had been done here. */
  T result() throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException problem -> throw problem;
        case Error problem -> throw problem;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /** Stops it if need be, and waits until it has stopped. */
  @Override
  public void close() {
    task.cancel(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
