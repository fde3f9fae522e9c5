package dev.slipway.scenario;

import static dev.slipway.scenario.ClusterOnVcsim.PRIMARY;
import static dev.slipway.scenario.ClusterOnVcsim.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Vcsim;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C ends an apply cleanly, and the same command carries on. */
class InterruptedApplyTest {
  private static final int INTERRUPTED = 130;

  @TempDir Path folder;

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void inTheUpload() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder, "-upload-rate=8000000")) {
      site.worker().open();
      try (SlipwayProcess apply = site.apply()) {
        apply.awaiting("bytes of the first node arrive", () -> site.uploadsBegun() == 1);
        apply.interrupt();
        assertThat(apply.exitCode()).isEqualTo(INTERRUPTED);
        assertThat(apply.err())
            .contains("deploy hcc-lon-1: stopped")
            .contains("clone hcc-lon-2 from hcc-lon-1: not begun, the run was stopped")
            .contains("power on hcc-lon-1: not begun, the run was stopped")
            .contains("the same command carries on")
            .doesNotContain("error:");
        assertThat(apply.told("run_complete", "interrupted")).isTrue();
      }
      assertThat(site.sessions()).isZero();
      assertThat(site.locks()).isEmpty();
      assertThat(site.calls("HttpNfcLeaseAbort")).isEqualTo(1);
      assertThat(site.vm(PRIMARY)).isEmpty();
      assertThat(site.vm(WORKER)).isEmpty();

      KilledApplyTest.assertConverges(site);
    }
  }

  @Test
  void whileACommandRunsOnANode() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder)) {
      try (SlipwayProcess apply = site.apply()) {
        apply.awaiting("the worker is asked to join", () -> !site.worker().received().isEmpty());
        apply.interrupt();
        assertThat(apply.exitCode()).isEqualTo(INTERRUPTED);
        assertThat(apply.err())
            .contains("power on hcc-lon-2: done")
            .contains("Run the join command on the worker node: stopped")
            .contains("the same command carries on")
            .doesNotContain("error:");
      }
      assertThat(site.sessions()).isZero();
      assertThat(site.locks()).isEmpty();

      site.worker().open();
      KilledApplyTest.assertConverges(site);
    }
  }
}
