package dev.slipway.model;

import java.time.Duration;
import java.time.Instant;

/**
 * A lock as it was found or taken. All times are vCenter's.
 *
 * @param reference of the object that stands for this lock and for no later one of the name
 * @param since when it was taken
 * @param until when its lease ends unless it is renewed
 * @param seen when it was looked at
 */
public record HeldLock(
    LockName name,
    String reference,
    LockHolder holder,
    Instant since,
    Instant until,
    Instant seen) {

  /** Whether its lease had ended when it was looked at, so that anybody may take it over. */
  public boolean hasEnded() {
    return !remaining().isPositive();
  }

  /** How long its lease still had when it was looked at; negative when it had ended. */
  public Duration remaining() {
    return Duration.between(seen, until);
  }
}
