package dev.slipway.lock;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.model.HeldLock;
import dev.slipway.model.LockHolder;
import dev.slipway.model.LockName;
import dev.slipway.port.LockStore;
import dev.slipway.port.LockStore.Attempt;
import dev.slipway.port.Pause;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The locks of one run. A thread of their own renews those that are held, until they are given up
 * or lost. Safe for several threads.
 */
public final class Locks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Locks.class);

  /** How often a lock that another run holds is looked at. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final LockStore store;
  private final LockHolder holder;
  private final Lease lease;
  private final Pause pause;
  private final LongSupplier nanoTime;
  private final Thread keeper;
  private final AtomicBoolean kept = new AtomicBoolean();
  private final Deque<Held> held = new ConcurrentLinkedDeque<>();

  /** Makes the locks of a run that holds none yet. */
  public Locks(LockStore store, LockHolder holder, Pause pause) {
    this(
        store,
        holder,
        Lease.USUAL,
        pause,
        System::nanoTime,
        Thread.ofPlatform().daemon().name("slipway-locks").factory());
  }

  Locks(
      LockStore store,
      LockHolder holder,
      Lease lease,
      Pause pause,
      LongSupplier nanoTime,
      ThreadFactory threads) {
    this.store = store;
    this.holder = holder;
    this.lease = lease;
    this.pause = pause;
    this.nanoTime = nanoTime;
    this.keeper = threads.newThread(this::keep);
  }

  /**
   * Takes a lock, and waits while another run has it.
   *
   * @param patience how long to wait; zero not to wait at all
   * @param waiting told once who is waited for
   * @throws DiagnosedException with code {@code lock/held} when the other run still has it
   */
  public Held acquire(LockName name, Duration patience, Consumer<HeldLock> waiting)
      throws InterruptedException {
    Duration left = patience;
    while (true) {
      long start = nanoTime.getAsLong();
      switch (store.take(name, holder, lease.length())) {
        case Attempt.Taken(HeldLock lock) -> {
          return begin(new Held(lock, start));
        }
        case Attempt.Refused(HeldLock by) -> {
          if (!left.isPositive()) {
            throw new DiagnosedException(LockProblem.held(by));
          }
          if (left.equals(patience)) {
            waiting.accept(by);
          }
          Duration step = left.compareTo(LOOK) < 0 ? left : LOOK;
          pause.pause(step);
          left = left.minus(step);
        }
      }
    }
  }

  private Held begin(Held lock) {
    held.addFirst(lock);
    if (kept.compareAndSet(false, true)) {
      keeper.start();
    }
    return lock;
  }

  /**
   * Fails when a lock that is held was lost.
   *
   * @throws DiagnosedException with code {@code lock/lost}
   */
  public void check() {
    held.forEach(Held::check);
  }

  private void keep() {
    try {
      for (Duration next = lease.renewal(); ; next = renew()) {
        pause.pause(next);
      }
    } catch (InterruptedException e) {
      LOG.trace("no lock is held any more");
    }
  }

  /** Renews all that are held; returns when to do so again. */
  Duration renew() throws InterruptedException {
    boolean done = true;
    for (Held each : held) {
      done &= each.renew();
    }
    return done ? lease.renewal() : lease.retry();
  }

  /** Gives up what is still held, the last first. Never throws, and an interrupt waits for it. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    if (kept.get()) {
      keeper.interrupt();
      interrupted |= ended(keeper);
    }
    held.forEach(Held::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the end of a thread; returns whether it was interrupted meanwhile. */
  private static boolean ended(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  /** A lock that was taken, to be given up by closing it. */
  public final class Held implements AutoCloseable {
    private final HeldLock lock;
    private volatile long renewed;
    private volatile boolean lost;

    private Held(HeldLock lock, long renewed) {
      this.lock = lock;
      this.renewed = renewed;
    }

    /**
     * Fails when it was lost.
     *
     * @throws DiagnosedException with code {@code lock/lost}
     */
    public void check() {
      if (isLost()) {
        throw new DiagnosedException(LockProblem.lost(lock));
      }
    }

    /** What was lost by silence stays lost, even if a late renewal should still arrive. */
    private boolean isLost() {
      if (nanoTime.getAsLong() - renewed >= lease.reliable().toNanos()) {
        lost = true;
      }
      return lost;
    }

    /** Returns whether nothing is left to do for a while. */
    private boolean renew() throws InterruptedException {
      if (isLost()) {
        return true;
      }
      long start = nanoTime.getAsLong();
      try {
        if (!store.renew(lock, lease.length())) {
          lost = true;
          LOG.warn("The lock {} was lost", lock.name());
          return true;
        }
      } catch (RuntimeException e) {
        LOG.warn("The lock {} was not renewed: {}", lock.name(), e.getMessage());
        return false;
      }
      if (nanoTime.getAsLong() - start >= lease.margin().toNanos()) {
        return false;
      }
      renewed = start;
      return true;
    }

    /** Gives it up, unless another run has it by now. Never throws. */
    @Override
    public void close() {
      boolean interrupted = Thread.interrupted();
      try {
        if (held.remove(this)) {
          store.remove(lock);
        }
      } catch (RuntimeException e) {
        LOG.warn("The lock {} was not given up: {}", lock.name(), e.getMessage());
      } catch (InterruptedException e) {
        interrupted = true;
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
