package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.testing.Vcsim;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes in a vApp with a start order, from the first apply to the destroy. */
class StartOrderTest {
  private static final String RULE = "    separateHosts: required\n";
  private static final String ORDER =
      RULE + "    startOrder: {order: [primary, worker], startDelay: 1, waitingForGuest: true}\n";

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void newNodesStartInTheirVApp() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder)) {
      site.worker().open();
      site.edit(RULE, ORDER);

      CommandLineRun apply = site.run("apply", "--auto-approve");
      assertThat(apply.exitCode()).as(apply.err()).isZero();
      assertThat(apply.out())
          .contains("# vapp/hcc-london will be created")
          .contains("vms[\"hcc-lon-2\"].startOrder");
      assertThat(apply.err())
          .containsSubsequence(
              "set the start order in vApp hcc-london",
              "power on hcc-lon-1",
              "wait 1 s before the next nodes start",
              "power on hcc-lon-2");
      assertThat(site.vm(ClusterOnVcsim.PRIMARY)).as("a VM in a vApp has no folder").isEmpty();
      assertThat(site.run("plan").out()).startsWith("No changes.");

      site.edit(ORDER, RULE);
      assertThat(site.run("plan").out()).as("without the block").startsWith("No changes.");
      CommandLineRun destroy = site.run("destroy", "--auto-approve");
      assertThat(destroy.exitCode()).as(destroy.err()).isZero();
      assertThat(destroy.err())
          .containsSubsequence("destroy hcc-lon-1", "remove vApp hcc-london", "remove folder");
      assertThat(site.run("destroy", "--auto-approve").out()).contains("No changes.");
    }
  }

  @Test
  void runningNodesAreMovedIn() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder)) {
      site.worker().open();
      assertThat(site.run("apply", "--auto-approve").exitCode()).isZero();
      site.edit(RULE, ORDER);

      CommandLineRun apply = site.run("apply", "--auto-approve");
      assertThat(apply.exitCode()).as(apply.err()).isZero();
      assertThat(apply.err()).contains("set the start order").doesNotContain("power o");
      CommandLineRun plan = site.run("plan");
      assertThat(plan.out()).startsWith("No changes.");
      assertThat(plan.err()).doesNotContain("is not where the blueprint has it");
      assertThat(site.calls("MoveIntoResourcePool")).isEqualTo(1);
    }
  }
}
