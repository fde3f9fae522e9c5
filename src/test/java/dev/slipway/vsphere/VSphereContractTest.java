package dev.slipway.vsphere;

import static java.util.Objects.requireNonNull;

import dev.slipway.port.VCenter;
import dev.slipway.port.VCenterContract;
import dev.slipway.testing.TinyPackage;
import dev.slipway.testing.Vcsim;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract over the simulated vCenter, with TLS and lease URLs that leave the host open. */
final class VSphereContractTest extends VCenterContract {
  private static @Nullable Vcsim vcsim;

  @TempDir private static @Nullable Path packages;

  @BeforeAll
  static void start() throws IOException {
    var unused = TinyPackage.in(requireNonNull(packages), 700_000);
    vcsim =
        Vcsim.start(
            "-lease-host-star",
            "-pool=Management/Horizon",
            "-host=esx-21.lon.sandbox",
            "-library=Images/tiny=" + packages.resolve("tiny.ovf"),
            "-subscribed=Remote=Images",
            "-pod=pod-01=nfs-11:2048+nfs-12:3072");
  }

  @AfterAll
  static void stop() {
    if (vcsim != null) {
      vcsim.close();
    }
  }

  @Override
  protected VCenter connect() throws InterruptedException {
    return VSphere.connect(requireNonNull(vcsim).endpoint());
  }
}
