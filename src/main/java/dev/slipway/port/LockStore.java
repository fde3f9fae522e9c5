package dev.slipway.port;

import dev.slipway.model.HeldLock;
import dev.slipway.model.LockHolder;
import dev.slipway.model.LockName;
import java.time.Duration;
import java.util.List;

/**
 * The locks that a vCenter keeps for all runs against one of its datacenters. Its clock alone says
 * when a lease ends. Every method fails with {@link PortException}; one that is interrupted leaves
 * no lock behind that it does not return. Safe for several threads and processes.
 */
public interface LockStore {
  /** Takes a lock that nobody holds, or whose holder has let the lease end. Does not wait. */
  Attempt take(LockName name, LockHolder holder, Duration lease) throws InterruptedException;

  /**
   * Lets the lease begin anew.
   *
   * @return whether the lock is still that one and its lease had not ended; nothing is done else
   */
  boolean renew(HeldLock lock, Duration lease) throws InterruptedException;

  /**
   * Removes this very lock, and never a later one of the name.
   *
   * @return whether it was still there
   */
  boolean remove(HeldLock lock) throws InterruptedException;

  /** All locks, by name, those among them whose lease has ended. */
  List<HeldLock> list() throws InterruptedException;

  /** What came of trying to take a lock. */
  sealed interface Attempt {
    /** It is the caller's now. */
    record Taken(HeldLock lock) implements Attempt {}

    /** Another run has it. */
    record Refused(HeldLock by) implements Attempt {}
  }
}
