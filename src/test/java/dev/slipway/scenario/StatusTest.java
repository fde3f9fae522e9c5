package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.VmPath;
import dev.slipway.sandbox.SandboxAppliances;
import dev.slipway.sandbox.SandboxVCenter;
import dev.slipway.testing.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code slipway status} says of a cluster on the sandbox that is broken bit by bit. */
class StatusTest {
  private static final int INPUT_WRONG = 3;
  private static final int NOT_HEALTHY = 2;
  private static final String PRIMARY = "hcc-lon-1";
  private static final String WORKER = "hcc-lon-2";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void deploy() throws IOException {
    workplace = new Workplace(folder);
    CommandLineRun apply = workplace.apply();
    assertThat(apply.exitCode()).as(apply.err()).isZero();
  }

  @Test
  void whatIsWholeIsHealthy() {
    CommandLineRun run = status();

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).startsWith("hcc-london: healthy\n");
    CommandLineRun json = status("--format", "json");
    assertThat(json.exitCode()).isZero();
    Schemas.assertValid("status-report", json.out());
    assertThat(workplace.plan().out()).startsWith("No changes.");
  }

  @Test
  void aServiceThatFailedOnOneNodeIsCarriedOnByItsReplica() throws IOException {
    set(WORKER, "cloudProxy", "CrashLoopBackOff");

    CommandLineRun run = status();

    assertThat(run.exitCode()).isEqualTo(NOT_HEALTHY);
    assertThat(run.out())
        .startsWith("hcc-london: degraded\n")
        .contains("A service has failed on one node, and its replica carries on")
        .contains("Cloud Proxy Service does not run on hcc-lon-2")
        .containsPattern("Cloud Proxy Service +replicas +running +not running");
  }

  @Test
  void aSingleServiceThatFailedIsDown() throws IOException {
    set(PRIMARY, "csms", "Error");

    assertThat(status().out())
        .startsWith("hcc-london: down\n")
        .contains("A service runs on no node");
  }

  @Test
  void aLostWorkerNodeScalesDown() throws Exception {
    powerOff(WORKER);

    CommandLineRun run = status();

    assertThat(run.exitCode()).as(run.err()).isEqualTo(NOT_HEALTHY);
    assertThat(run.out())
        .startsWith("hcc-london: degraded\n")
        .contains("The worker node is lost, and vSphere HA may restart it", "is powered off");
  }

  @Test
  void aLostPrimaryNodeLeavesTheLicenceItsPeriodOfGrace() throws Exception {
    powerOff(PRIMARY);
    workplace.shell().at(Instant.parse("2026-11-20T00:00:00Z"));

    CommandLineRun run = status("--since", "2026-11-02T09:30+01:00");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(NOT_HEALTHY);
    assertThat(run.out())
        .startsWith("hcc-london: down\n")
        .contains("The primary node is lost, and vSphere HA may restart it")
        .contains("2026-11-02T08:30:00Z: it ends 2026-11-27T08:30:00Z.")
        .containsPattern("Cloud Proxy Service +replicas +not running +unknown");
    workplace.assertTold(status("--since", "2026-12-01"), INPUT_WRONG, "is yet to come");
    workplace.assertTold(
        status("--since", "yesterday"), INPUT_WRONG, "\"yesterday\" is not a time");
  }

  @Test
  void nodesThatDoNotAgreeAreSplit() throws IOException {
    set(WORKER, "cluster", "another");
    assertThat(status().out())
        .contains("Primary node and worker node do not agree who is a member")
        .contains("hcc-lon-2 takes itself for a member, and the cluster does not");

    set(WORKER, "follows", "none");
    assertThat(status().out()).contains("The worker node runs, and is no member of the cluster");
  }

  @Test
  void whatAnApplianceSaysInOtherWordsIsNotToldRatherThanDown() throws IOException {
    workplace.withOwnTemplates();
    Path script = folder.resolve("mine/horizon-cloud-connector/status.yaml");
    Files.writeString(script, Files.readString(script).replace("cloud-proxy\\S", "cloudproxy\\S"));

    CommandLineRun run = status("--templates", "mine");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("hcc-london: unknown\n")
        .contains("Whether Cloud Proxy Service runs on hcc-lon-1: the answer is not one");
  }

  @Test
  void whatWasRemovedIsNotDeployed() {
    CommandLineRun destroy =
        workplace
            .shell()
            .run("destroy", Workplace.BLUEPRINT, "-i", Workplace.INVENTORY, "--auto-approve");
    assertThat(destroy.exitCode()).isZero();

    CommandLineRun run = status();

    assertThat(run.exitCode()).isEqualTo(NOT_HEALTHY);
    assertThat(run.out()).contains("Nothing of it is deployed.");
  }

  private CommandLineRun status(String... options) {
    return workplace
        .shell()
        .run(
            Stream.concat(
                    Stream.of("status", Workplace.BLUEPRINT, "-i", Workplace.INVENTORY),
                    Stream.of(options))
                .toArray(String[]::new));
  }

  private Path sandbox() {
    return folder.resolve(".slipway/sandbox/sandbox");
  }

  private void powerOff(String vm) throws InterruptedException {
    Diagnostics diagnostics = new Diagnostics();
    try (SandboxAppliances appliances =
            SandboxAppliances.open(
                Workplace.APPLIANCE.resolve("sandbox.yaml").toAbsolutePath(),
                sandbox(),
                diagnostics);
        SandboxVCenter vcenter =
            SandboxVCenter.open(sandbox(), appliances, InstantSource.system())) {
      vcenter.powerOff(new VmPath("LON", "Horizon", null, vm));
    }
  }

  private void set(String vm, String fact, String value) throws IOException {
    Path file = sandbox().resolve("appliances.json");
    ObjectNode all = (ObjectNode) JSON.readTree(file.toFile());
    ((ObjectNode) all.at("/" + vm + "/facts")).put(fact, value);
    JSON.writeValue(file.toFile(), all);
  }
}
