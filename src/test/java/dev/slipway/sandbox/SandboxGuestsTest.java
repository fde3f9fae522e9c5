package dev.slipway.sandbox;

import static java.util.Objects.requireNonNull;

import dev.slipway.diag.Diagnostics;
import dev.slipway.port.GuestOperationsContract;
import dev.slipway.port.VCenter;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract over the sandbox's scripts. */
final class SandboxGuestsTest extends GuestOperationsContract {
  @TempDir private Path state;
  private @Nullable SandboxAppliances appliances;

  @Override
  protected VCenter connect() {
    SandboxAppliances opened =
        SandboxAppliances.open(
            Path.of("src/test/resources/sandbox/tiny.yaml"), state, new Diagnostics());
    appliances = opened;
    return SandboxVCenter.open(state, opened, InstantSource.system());
  }

  @AfterEach
  void stop() {
    requireNonNull(appliances).close();
  }
}
