package dev.slipway.sandbox;

import static java.util.Objects.requireNonNull;

import dev.slipway.diag.Diagnostics;
import dev.slipway.port.VCenter;
import dev.slipway.port.VCenterContract;
import dev.slipway.testing.TinyPackage;
import java.io.IOException;
import java.nio.file.Files;
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
  static void start() throws IOException {
    Path library = requireNonNull(folder).resolve("libraries/Images");
    Files.createDirectories(library);
    Path remote = Files.createDirectories(requireNonNull(folder).resolve("libraries/Remote"));
    Files.createFile(remote.resolve("subscribed"));
    Path packages = Files.createDirectories(requireNonNull(folder).resolve("packages"));
    var unused = TinyPackage.in(packages, 700_000);
    Files.copy(packages.resolve("tiny.ovf"), library.resolve("tiny.ovf"));
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
