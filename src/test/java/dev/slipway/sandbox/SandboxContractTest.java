package dev.slipway.sandbox;

import static java.util.Objects.requireNonNull;

import dev.slipway.diag.Diagnostics;
import dev.slipway.port.VCenter;
import dev.slipway.port.VCenterContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract over the embedded vCenter, so that it stays honest. */
final class SandboxContractTest extends VCenterContract {
  @TempDir private static @Nullable Path folder;
  private static @Nullable SandboxAppliances appliances;

  @BeforeAll
  static void start() {
    appliances =
        SandboxAppliances.open(
            Path.of("src/test/resources/sandbox/tiny.yaml"),
            requireNonNull(folder),
            new Diagnostics());
  }

  @AfterAll
  static void stop() {
    if (appliances != null) {
      appliances.close();
    }
  }

  @Override
  protected VCenter connect() {
    return SandboxVCenter.open(
        requireNonNull(folder), requireNonNull(appliances), InstantSource.system());
  }
}
