package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.testing.Vcsim;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of nodes: taken before a change, kept when it fails, removed when it succeeds. */
class SnapshotBeforeChangeTest {
  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void aSnapshotStaysUntilAnApplySucceeds() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder)) {
      site.worker().open();
      String script = "\n    primaryScript: /opt/vmware/sbin/no-such-script.sh";
      site.edit("podType: on-premises", "podType: on-premises" + script);
      site.edit("  nodes:", "  snapshotBeforeChange: true\n  nodes:");
      assertThat(site.run("apply", "--auto-approve").exitCode()).isEqualTo(1);
      assertThat(hasSnapshots(site)).as("nodes that this run has made").isFalse();

      CommandLineRun failed = site.run("apply", "--auto-approve");
      assertThat(failed.exitCode()).isEqualTo(1);
      assertThat(failed.err())
          .containsSubsequence("take a snapshot of hcc-lon-1", "Ask the primary node")
          .contains("warning: the snapshot of hcc-lon-1 is kept")
          .contains("warning: the snapshot of hcc-lon-2 is kept")
          .contains("revert the VM to it in vCenter");
      assertThat(hasSnapshots(site)).isTrue();

      CommandLineRun again = site.run("apply", "--auto-approve");
      assertThat(again.out()).contains("- snapshot").contains("\"slipway before change\"");
      assertThat(again.err()).contains("an earlier run took it already");
      site.edit(script, "");
      CommandLineRun succeeded = site.run("apply", "--auto-approve");
      assertThat(succeeded.exitCode()).as(succeeded.err()).isZero();
      assertThat(succeeded.err())
          .containsSubsequence("Run the join command", "remove the snapshot of hcc-lon-1")
          .doesNotContain("is kept");
      assertThat(hasSnapshots(site)).isFalse();
      assertThat(site.calls("CreateSnapshot_Task")).isEqualTo(2);
      assertThat(site.calls("RemoveSnapshot_Task")).isEqualTo(2);
      assertThat(site.run("plan").out()).startsWith("No changes.");

      site.edit("  nodes:", "  hardware: {cpus: 6}\n  nodes:");
      CommandLineRun restarted = site.run("apply", "--auto-approve", "--allow-restart");
      assertThat(restarted.exitCode()).as(restarted.err()).isZero();
      assertThat(restarted.err())
          .containsSubsequence(
              "power off hcc-lon-1",
              "take a snapshot of hcc-lon-1",
              "configure hcc-lon-1",
              "power on hcc-lon-2",
              "remove the snapshot of hcc-lon-1");
      assertThat(site.calls("RemoveSnapshot_Task")).isEqualTo(4);
      assertThat(site.run("plan").out()).startsWith("No changes.");
      assertThat(site.run("destroy", "--auto-approve").exitCode()).isZero();
    }
  }

  private static boolean hasSnapshots(ClusterOnVcsim site) throws InterruptedException {
    return site.vm(ClusterOnVcsim.PRIMARY).orElseThrow().hasSnapshot()
        && site.vm(ClusterOnVcsim.WORKER).orElseThrow().hasSnapshot();
  }
}
