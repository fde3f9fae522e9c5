package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.model.Marks;
import dev.slipway.port.VCenter;
import dev.slipway.testing.Vcsim;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** VMs that others made come into a blueprint's care, and nothing else happens to them. */
class AdoptTest {
  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void aClusterWithoutMarksIsTakenOver() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder)) {
      site.worker().open();
      assertThat(site.run("apply", "--auto-approve").exitCode()).isZero();
      site.forgetMarks();
      CommandLineRun blocked = site.run("plan");
      assertThat(blocked.exitCode()).isEqualTo(4);
      assertThat(blocked.err()).contains("slipway adopt");
      site.edit("role: worker,", "role: worker, properties: {hcc.dns: 10.9.9.9},");

      CommandLineRun adopt = site.run("adopt", "--auto-approve");

      assertThat(adopt.exitCode()).as(adopt.err()).isZero();
      assertThat(adopt.out())
          .contains("vm/hcc-lon-1  LON/vm/Horizon/Connectors/hcc-lon-1 (vm-")
          .contains("Adopted 2 VMs. Nothing else was changed.");
      assertThat(adopt.err()).contains("warning: hcc-lon-2 was adopted with other OVF properties");
      assertThat(site.run("apply", "--auto-approve").exitCode()).isZero();
      assertThat(site.run("plan").out()).startsWith("No changes.");
      assertThat(site.run("adopt").out()).startsWith("Nothing to adopt");
    }
  }

  @Test
  void whatBelongsToAnotherBlueprintIsRefused() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder)) {
      site.worker().open();
      assertThat(site.run("apply", "--auto-approve").exitCode()).isZero();
      try (VCenter vcenter = site.connect()) {
        vcenter.mark(site.path(ClusterOnVcsim.WORKER), Map.of(Marks.BLUEPRINT, "hcc-paris"));
      }

      CommandLineRun adopt = site.run("adopt", "--auto-approve");

      assertThat(adopt.exitCode()).isEqualTo(4);
      assertThat(adopt.err()).contains("error: hcc-lon-2 is somebody else's");
    }
  }
}
