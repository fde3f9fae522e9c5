package dev.slipway.lock;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.model.HeldLock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What can be wrong with a lock, in words. */
final class LockProblem {
  private LockProblem() {}

  /** Another run has it, and was not waited for any longer. */
  static Diagnostic held(HeldLock by) {
    return Diagnostic.error(
            Category.CONFLICT, "lock/held", "another run holds the lock " + by.name())
        .because(
            "%s has held it since %s. Its lease ends at %s by vCenter's clock, in %d s, unless it is renewed."
                .formatted(
                    by.holder(),
                    seconds(by.since()),
                    seconds(by.until()),
                    Math.max(0, by.remaining().toSeconds())))
        .advise(
            "Wait for that run to end, with --lock-timeout 10m for instance. When it was killed, its"
                + " lock is taken over after the lease; `slipway unlock "
                + by.name()
                + " -i INVENTORY` removes it at once.");
  }

  /** It was ours, and may be another run's by now. */
  static Diagnostic lost(HeldLock lock) {
    return Diagnostic.error(
            Category.CONFLICT, "lock/lost", "the lock " + lock.name() + " is no longer ours")
        .because(
            "It was removed or taken over, or could not be renewed before its lease ended, so that"
                + " another run may have begun. No further step was begun.")
        .advise("See who holds it with `slipway lock list`, then run the command again.");
  }

  private static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
