package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.cli.StoppedApply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second node that is a clone of the first, as that is set up. */
class CloneOfNodeTest {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final Path TEMPLATES = PROJECT.resolve("src/test/resources/appliances");
  private static final Path INVENTORY = PROJECT.resolve("inventories/sandbox.yaml");

  @TempDir Path folder;
  private Path blueprint = INVENTORY;

  @BeforeEach
  void writeTheBlueprint() throws IOException {
    blueprint =
        Files.writeString(
            folder.resolve("pair.yaml"),
            """
            apiVersion: slipway/v1
            kind: ApplianceCluster
            metadata: {name: pair-london}
            spec:
              appliance: pair
              package: %s/packages/horizon-cloud-connector.ova
              acceptEula: true
              settings: {rootPassword: "${secret:hcc-root-password}"}
              nodes:
                - {name: pair-1, role: first, ip: 10.20.0.11}
                - {name: pair-2, role: second, ip: 10.20.0.12}
              availability:
                separateHosts: required
                ha: {vmMonitoring: vmMonitoringOnly}
            """
                .formatted(PROJECT));
  }

  @Test
  void theSecondIsClonedWhenTheFirstIsSetUp() throws IOException {
    Path here = in("apply");
    CommandLineRun plan = run(here, "plan");
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(plan.out()).contains("cloneOf");

    CommandLineRun apply = run(here, "apply", "--auto-approve");
    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(apply.err())
        .containsSubsequence(
            "reconfigure cluster mgmt-01: done",
            "power on pair-1: done",
            "Initialize it: done",
            "shut down pair-1 to clone it: done",
            "clone pair-2 from pair-1 as it is set up: done",
            "power on pair-1 again, now that it is cloned: done",
            "reconfigure cluster mgmt-01 for the clones: done",
            "power on pair-2: done",
            "Pair it: done");
    assertThat(run(here, "plan").out()).startsWith("No changes.");

    CommandLineRun replace = run(here, "apply", "--auto-approve", "--replace", "vm/pair-2");
    assertThat(replace.exitCode()).as(replace.err()).isZero();
    assertThat(replace.err()).contains("clone pair-2 from pair-1").doesNotContain("Initialize it:");
    assertThat(run(here, "plan").out()).startsWith("No changes.");

    CommandLineRun destroy = run(here, "destroy", "--auto-approve");
    assertThat(destroy.exitCode()).as(destroy.err()).isZero();
  }

  @Test
  void convergesAfterEveryStep() throws Exception {
    int steps = new StoppedApply(in("count"), blueprint, INVENTORY, TEMPLATES).steps();
    assertThat(steps).isGreaterThan(15);
    for (int stopped = 1; stopped <= steps; stopped++) {
      Path here = in("after-" + stopped);
      new StoppedApply(here, blueprint, INVENTORY, TEMPLATES).after(stopped);

      CommandLineRun again = run(here, "apply", "--auto-approve");
      assertThat(again.exitCode()).as("after %d: %s", stopped, again.err()).isZero();
      CommandLineRun plan = run(here, "plan", "--detailed-exitcode");
      assertThat(plan.out()).as("after %d", stopped).contains("No changes.");
    }
  }

  private CommandLineRun run(Path here, String command, String... options) {
    String[] all = new String[options.length + 6];
    all[0] = command;
    all[1] = blueprint.toString();
    all[2] = "-i";
    all[3] = INVENTORY.toString();
    all[4] = "--templates";
    all[5] = TEMPLATES.toString();
    System.arraycopy(options, 0, all, 6, options.length);
    return new CommandLineRun.Shell(here).run(all);
  }

  private Path in(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }
}
