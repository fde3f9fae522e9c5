package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.testing.Vcsim;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a blueprint declares of its VMs besides the package, from the first apply to a change. */
class VmSettingsTest {
  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void settingsAreMadeChangedAndProtected() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder)) {
      site.worker().open();
      site.edit(
          "  nodes:",
          """
            hardware: {cpus: 4, memory: 8GiB, memoryReservation: 1GiB}
            annotation: Pairs with the cloud
            extraConfig: {disk.EnableUUID: "TRUE"}
            customAttributes: {Owner: vdi}
            nodes:\
          """);
      CommandLineRun apply = site.run("apply", "--auto-approve");
      assertThat(apply.exitCode()).as(apply.err()).isZero();
      assertThat(apply.out()).contains("+ hardware.memory").contains("\"8192 MiB\"");
      assertThat(site.run("plan").out()).startsWith("No changes.");

      site.edit("annotation: Pairs with the cloud", "annotation: Pairs with two clouds");
      site.edit("customAttributes: {Owner: vdi}", "customAttributes: {Owner: eng}");
      assertThat(site.run("plan").out())
          .contains("# vm/hcc-lon-1 will be updated in-place")
          .contains("\"Pairs with the cloud\" -> \"Pairs with two clouds\"");
      assertThat(site.run("apply", "--auto-approve").exitCode()).isZero();

      site.edit("cpus: 4", "cpus: 8");
      CommandLineRun refused = site.run("apply", "--auto-approve");
      assertThat(refused.exitCode()).isEqualTo(3);
      assertThat(refused.out()).contains("will be updated (power-cycle)");
      assertThat(refused.err()).contains("the plan restarts nodes").contains("--allow-restart");
      assertThat(site.run("plan", "-o", "plan.json").err())
          .contains("slipway apply plan.json", " --allow-restart");
      CommandLineRun restarted = site.run("apply", "--auto-approve", "--allow-restart");
      assertThat(restarted.exitCode()).as(restarted.err()).isZero();
      assertThat(restarted.err())
          .containsSubsequence(
              "power off hcc-lon-1",
              "power on hcc-lon-1",
              "is a member again",
              "power off hcc-lon-2",
              "power on hcc-lon-2");
      assertThat(site.run("plan").out()).startsWith("No changes.");

      site.edit("  nodes:", "  preventDestroy: true\n  nodes:");
      assertThat(site.run("apply", "--auto-approve").exitCode()).isZero();
      site.edit("  preventDestroy: true\n", "");
      assertThat(site.run("plan").out()).startsWith("No changes.");
      CommandLineRun destroy = site.run("destroy", "--auto-approve");
      assertThat(destroy.exitCode()).isEqualTo(3);
      assertThat(destroy.err()).contains("error: hcc-lon-2 must not be destroyed");
      assertThat(site.run("plan", "--replace", "vm/hcc-lon-2").exitCode()).isEqualTo(3);

      site.edit("  nodes:", "  preventDestroy: false\n  nodes:");
      assertThat(site.run("apply", "--auto-approve").exitCode()).isZero();
      assertThat(site.run("destroy", "--auto-approve").exitCode()).isZero();
    }
  }
}
