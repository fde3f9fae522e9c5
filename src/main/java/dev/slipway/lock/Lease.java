package dev.slipway.lock;

import java.time.Duration;

/**
 * For how long a lock is held without a sign of life of its holder.
 *
 * @param length from the last renewal on
 */
record Lease(Duration length) {
  /** Long enough for a vCenter that restarts a service, short enough to be waited for. */
  static final Lease USUAL = new Lease(Duration.ofSeconds(90));

  /** How often it is renewed. */
  Duration renewal() {
    return length.dividedBy(3);
  }

  /** When to try again after a renewal that failed. */
  Duration retry() {
    return length.dividedBy(18);
  }

  /**
   * For how long the holder itself relies on it: it stops before anybody may take over, and a
   * renewal that is under way has time to arrive.
   */
  Duration reliable() {
    return length.minus(margin());
  }

  /** How long a renewal may take; a slower one may have come too late. */
  Duration margin() {
    return length.dividedBy(6);
  }
}
