package dev.slipway.sandbox;

import dev.slipway.diag.Diagnostics;
import dev.slipway.port.GuestOperationsContract;
import dev.slipway.port.VCenter;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract over the sandbox's scripts. */
final class SandboxGuestsTest extends GuestOperationsContract {
  @TempDir private Path state;
  private SandboxAppliances appliances;

  @Override
  protected VCenter connect() {
    appliances =
        SandboxAppliances.open(
            Path.of("src/test/resources/sandbox/tiny.yaml"), state, new Diagnostics());
    return SandboxVCenter.open(state, appliances, InstantSource.system());
  }

  @AfterEach
  void stop() {
    appliances.close();
  }
}
