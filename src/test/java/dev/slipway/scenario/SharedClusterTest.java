package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.Placement;
import dev.slipway.port.ObservationQuery;
import dev.slipway.port.VCenter;
import dev.slipway.testing.Vcsim;
import dev.slipway.vsphere.VSphere;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two blueprints on one cluster, applied by two processes, and the same on the sandbox. */
class SharedClusterTest {
  private static final String OTHER = "other.yaml";
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SLIPWAY_HOME",
          Path.of("").toAbsolutePath().toString(),
          "HOSTNAME",
          "build-7",
          "VSPHERE_PASSWORD",
          "pass",
          "ROOT_PASSWORD",
          Workplace.PASSWORD);

  @TempDir Path folder = Path.of("");
  private Workplace workplace;

  @BeforeEach
  void twoBlueprintsOfAppliancesThatJoinNothing() throws IOException {
    workplace =
        new Workplace(folder)
            .withOwnTemplates()
            .edit(
                "mine/horizon-cloud-connector/appliance.yaml",
                "sequences: [join]",
                "sequences: []");
    workplace.write(
        OTHER,
        Files.readString(workplace.file(Workplace.BLUEPRINT))
            .replace("hcc-london", "hcc-other")
            .replace("hcc-lon-", "hcc-other-")
            .replace("10.20.0.1", "10.20.0.2"));
  }

  @Test
  void editsOfOneClusterFollowEachOther() throws Exception {
    try (Vcsim vcsim = Vcsim.start("-tls=false");
        VCenterGate gate = new VCenterGate(vcsim.url())) {
      workplace.onVCenter(gate.url().toString());
      gate.hold(1, call -> call.contains("<ReconfigureComputeResource_Task"));
      try (SlipwayProcess first = start(Workplace.BLUEPRINT)) {
        first.awaiting("its edit of the cluster is held", gate::holdsOne);
        try (SlipwayProcess second = start(OTHER)) {
          second.awaiting(
              "the second run waits for the first",
              () -> second.err().contains("waiting for " + user() + "@build-7 (slipway apply, "));
          assertThat(rules(vcsim)).isEmpty();

          gate.release();
          assertThat(first.exitCode()).as(first.err()).isZero();
          assertThat(second.exitCode()).as(second.err()).isZero();
        }
      }
      assertThat(rules(vcsim)).containsExactlyInAnyOrder("hcc-london", "hcc-other");
    }
  }

  @Test
  void twoRunsAtOnceOnTheSandboxBothEndWell() throws Exception {
    CommandLineRun plan = workplace.plan("--templates", "mine");
    assertThat(plan.exitCode()).as(plan.err()).isZero();

    try (SlipwayProcess first = start(Workplace.BLUEPRINT);
        SlipwayProcess second = start(OTHER)) {
      assertThat(first.exitCode()).as(first.err()).isZero();
      assertThat(second.exitCode()).as(second.err()).isZero();
    }

    for (String blueprint : List.of(Workplace.BLUEPRINT, OTHER)) {
      CommandLineRun after =
          workplace
              .shell()
              .run("plan", blueprint, "-i", Workplace.INVENTORY, "--templates", "mine");
      assertThat(after.out()).contains("No changes.");
    }
  }

  @Test
  void theLockOfAKilledRunOnTheSandboxIsTakenOverAfterItsLease() throws Exception {
    CommandLineRun.Shell shell = workplace.shell();
    String[] apply = arguments(Workplace.BLUEPRINT, "--auto-approve");
    try (SlipwayProcess killed =
        SlipwayProcess.startAttended(folder, ENVIRONMENT, arguments(Workplace.BLUEPRINT))) {
      killed.awaiting("it asks for approval", () -> killed.out().contains("Only `yes`"));
      assertThat(shell.run(apply).err()).contains("process " + killed.id() + ") has held it");
      killed.kill();
    }

    CommandLineRun tooEarly = shell.run(apply);
    assertThat(tooEarly.exitCode()).isEqualTo(4);
    CommandLineRun later = shell.at(Instant.now().plus(Duration.ofSeconds(91))).run(apply);
    assertThat(later.exitCode()).as(later.err()).isZero();
    assertThat(shell.run("lock", "list", "-i", Workplace.INVENTORY, "--format", "json").out())
        .contains("\"locks\":[]");
  }

  private SlipwayProcess start(String blueprint) throws IOException {
    return SlipwayProcess.start(folder, ENVIRONMENT, arguments(blueprint, "--auto-approve"));
  }

  private static String[] arguments(String blueprint, String... options) {
    return Stream.concat(
            Stream.of("apply", blueprint, "-i", Workplace.INVENTORY, "--templates", "mine"),
            Stream.of(options))
        .toArray(String[]::new);
  }

  private static String user() {
    return System.getProperty("user.name");
  }

  private static Set<String> rules(Vcsim vcsim) throws InterruptedException {
    try (VCenter vcenter = VSphere.connect(vcsim.endpoint())) {
      ObservedCluster cluster =
          vcenter
              .observe(
                  new ObservationQuery(
                      new Placement("LON", "mgmt-01", "vsan-01", "", Map.of()), List.of()))
              .cluster()
              .found()
              .orElseThrow();
      return Set.copyOf(cluster.rules().stream().map(ObservedRule::name).toList());
    }
  }
}
