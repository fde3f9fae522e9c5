package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.model.HeldLock;
import dev.slipway.testing.Vcsim;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs of one blueprint are kept apart, and a dead one is in nobody's way for long. */
class LockedApplyTest {
  private static final int CONFLICT = 4;
  private static final String LOCK = "blueprint/hcc-london";

  @TempDir Path folder;

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void aSecondRunIsRefusedAndToldByWhom() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder);
        SlipwayProcess first = site.apply()) {
      first.awaiting("the worker is asked to join", () -> !site.worker().received().isEmpty());
      String holder =
          "%s@build-7 (slipway apply, process %d)"
              .formatted(System.getProperty("user.name"), first.id());

      for (String command : new String[] {"apply", "destroy"}) {
        try (SlipwayProcess second = site.start(command, "--auto-approve")) {
          assertThat(second.exitCode()).isEqualTo(CONFLICT);
          assertThat(second.out()).isEmpty();
          assertThat(second.err())
              .contains("error: another run holds the lock " + LOCK, holder + " has held it since")
              .contains("--lock-timeout", "slipway unlock " + LOCK);
        }
      }
      CommandLineRun list = site.runAlone("lock", "list", "-i", "inventory.yaml");
      assertThat(list.exitCode()).isZero();
      assertThat(list.out()).contains(LOCK, holder, "unless renewed");

      site.worker().open();
      assertThat(first.exitCode()).as(first.err()).isZero();
      assertThat(site.runAlone("lock", "list", "-i", "inventory.yaml").out())
          .isEqualTo("No lock is held.\n");
      assertThat(site.sessions()).isZero();
    }
  }

  @Test
  void aPatientRunWaitsForTheOther() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder);
        SlipwayProcess first = site.apply()) {
      first.awaiting("the worker is asked to join", () -> !site.worker().received().isEmpty());
      try (SlipwayProcess second = site.apply("--lock-timeout=10m")) {
        second.awaiting(
            "the second run waits",
            () -> second.err().contains("Waiting up to 600 s for the lock " + LOCK + ", held by "));

        site.worker().open();
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out())
            .contains("Apply complete! Resources: 0 added, 0 changed, 0 destroyed.");
      }
      assertThat(site.calls("ImportVApp")).isEqualTo(1);
      assertThat(site.locks()).isEmpty();
    }
  }

  @Test
  void theLockOfAKilledRunIsTakenOverAfterItsLease() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder)) {
      killAtTheJoin(site);
      site.worker().open();

      try (SlipwayProcess tooEarly = site.apply()) {
        assertThat(tooEarly.exitCode()).isEqualTo(CONFLICT);
        assertThat(tooEarly.err()).contains("another run holds the lock");
      }
      site.outliveLocks();
      assertThat(site.runAlone("lock", "list", "-i", "inventory.yaml").out()).contains("ended ");
      KilledApplyTest.assertConverges(site);
      assertThat(site.locks()).isEmpty();
    }
  }

  @Test
  void theLockOfAKilledRunIsRemovedByHand() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder)) {
      killAtTheJoin(site);
      site.worker().open();

      CommandLineRun unknown = site.runAlone("unlock", "blueprint/hcc", "-i", "inventory.yaml");
      assertThat(unknown.exitCode()).isEqualTo(3);
      assertThat(unknown.err()).contains("no run holds the lock blueprint/hcc", LOCK);
      CommandLineRun unasked = site.runAlone("unlock", LOCK, "-i", "inventory.yaml");
      assertThat(unasked.exitCode()).isEqualTo(3);
      assertThat(unasked.out()).contains("@build-7 (slipway apply, process ");
      assertThat(site.locks()).extracting(HeldLock::name).hasToString("[" + LOCK + "]");

      CommandLineRun unlock =
          site.runAlone("unlock", LOCK, "-i", "inventory.yaml", "--auto-approve");
      assertThat(unlock.exitCode()).as(unlock.err()).isZero();
      assertThat(unlock.out()).contains("Removed the lock " + LOCK);
      KilledApplyTest.assertConverges(site);
    }
  }

  @Test
  void aRunThatFailsGivesItsLockUp() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder)) {
      CommandLineRun unapproved = site.run("apply");
      assertThat(unapproved.exitCode()).isEqualTo(3);
      assertThat(unapproved.err()).contains("approval is needed");

      assertThat(site.locks()).isEmpty();
      assertThat(site.sessions()).isZero();
    }
  }

  private static void killAtTheJoin(ClusterOnVcsim site) throws Exception {
    try (SlipwayProcess apply = site.apply()) {
      apply.awaiting("the worker is asked to join", () -> !site.worker().received().isEmpty());
      apply.kill();
    }
  }
}
