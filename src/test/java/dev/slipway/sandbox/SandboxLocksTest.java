package dev.slipway.sandbox;

import static java.util.Objects.requireNonNull;

import dev.slipway.port.LockStore;
import dev.slipway.port.LockStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** The contract over the embedded vCenter's locks. */
final class SandboxLocksTest extends LockStoreContract {
  @TempDir private @Nullable Path folder;
  private volatile Instant now = Instant.parse("2026-01-02T03:04:05.678Z");

  @Override
  protected LockStore open() {
    return SandboxLocks.open(requireNonNull(folder), "LON", () -> now);
  }

  @Override
  protected void pass(Duration time) {
    now = now.plus(time);
  }
}
