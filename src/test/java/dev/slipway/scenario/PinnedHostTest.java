package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes are made on the host that the inventory file names, in a cluster or in none. */
class PinnedHostTest {
  private static final int INPUT_WRONG = 3;
  private static final String CLUSTER = "    cluster: mgmt-01\n";
  private static final String AVAILABILITY =
      "  availability:\n    separateHosts: required\n    ha: {vmMonitoring: vmMonitoringOnly}\n";

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void furnish() throws IOException {
    workplace = new Workplace(folder);
  }

  @Test
  void aHostOfAnotherClusterNamesThoseOfThisOne() throws IOException {
    workplace
        .inventory(CLUSTER, CLUSTER + "    host: esx-11.lon.sandbox\n")
        .blueprint("required", "preferred");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run,
        INPUT_WRONG,
        "error: cluster mgmt-01 has no host esx-11.lon.sandbox",
        "--> site.yaml:8:11",
        "esx-01.lon.sandbox, esx-02.lon.sandbox, esx-03.lon.sandbox");
  }

  @Test
  void nodesThatMustBeApartCannotShareAHost() throws IOException {
    workplace.inventory(CLUSTER, CLUSTER + "    host: esx-02.lon.sandbox\n");

    workplace.assertTold(
        workplace.validate(),
        INPUT_WRONG,
        "error: one host cannot hold nodes that must be apart",
        "--> site.yaml:8:11");
  }

  @Test
  void aHostInNoClusterHasNoAvailability() throws IOException {
    workplace.inventory(CLUSTER, "    host: esx-21.lon.sandbox\n");

    workplace.assertTold(
        workplace.plan(), INPUT_WRONG, "error: availability needs a cluster", "site.yaml:7:11");
  }

  @Test
  void nodesAreMadeOnAHostInNoCluster() throws IOException {
    workplace.inventory(CLUSTER, "    host: esx-21.lon.sandbox\n").blueprint(AVAILABILITY, "");

    CommandLineRun run = workplace.apply();

    workplace.assertTold(run, 0, "");
    assertThat(run.out()).contains("Apply complete!", "esx-21.lon.sandbox");
  }

  @Test
  void aHostInNoClusterThatIsMissingNamesThoseThatAre() throws IOException {
    workplace.inventory(CLUSTER, "    host: esx-12.lon.sandbox\n").blueprint(AVAILABILITY, "");

    workplace.assertTold(
        workplace.plan(),
        INPUT_WRONG,
        "error: there is no host esx-12.lon.sandbox",
        "--> site.yaml:7:11",
        "Did you mean \"esx-21.lon.sandbox\"?");
  }
}
