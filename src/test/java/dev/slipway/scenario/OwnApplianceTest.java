package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.sandbox.DemonstrationPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of an appliance that no example knows, whose definition somebody wrote from the page.
 */
class OwnApplianceTest {
  private static final Path DEFINITION =
      Path.of("src/test/resources/appliances/beacon").toAbsolutePath();
  private static final int CHANGES = 2;

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    Path definition = folder.resolve("templates/beacon");
    try (Stream<Path> files = Files.walk(DEFINITION)) {
      for (Path file : files.toList()) {
        Path copy = definition.resolve(DEFINITION.relativize(file).toString());
        Files.createDirectories(copy.resolveSibling("."));
        if (Files.isRegularFile(file)) {
          Files.copy(file, copy);
        }
      }
    }
    Files.createDirectories(folder.resolve("packages"));
    DemonstrationPackage.writeSmall(
        definition.resolve("sandbox.ovf"), folder.resolve("packages/beacon.ova"));
    Files.writeString(
        folder.resolve("beacon.yaml"),
        """
        apiVersion: slipway/v1
        kind: ApplianceCluster
        metadata: {name: beacon}
        spec:
          appliance: beacon
          package: packages/beacon.ova
          settings:
            adminPassword: ${secret:beacon-admin}
            tls: required
            certificate: ${file:api.crt}
            certificateKey: ${secret:beacon-key}
          nodes:
            - {name: beacon-1, role: controller, ip: 10.20.0.21}
            - {name: beacon-2, role: collector, ip: 10.20.0.22}
            - {name: beacon-3, role: viewer, ip: 10.20.0.23}
          availability:
            separateHosts: required
            ha: {vmMonitoring: vmMonitoringOnly}
        """);
    Files.writeString(
        folder.resolve("api.crt"), "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n");
    Files.writeString(
        folder.resolve("sandbox.yaml"),
        """
        apiVersion: slipway/v1
        kind: Inventory
        metadata: {name: sandbox}
        spec:
          vcenter: {url: "sandbox:"}
          placement:
            datacenter: LON
            cluster: mgmt-01
            datastore: vsan-01
            folder: Beacon
            networks: {Monitoring: horizon-mgmt}
          network: {netmask: 255.255.255.0, gateway: 10.20.0.1, dns: [10.20.0.2]}
          secrets:
            beacon-admin: [{generate: 20}]
            beacon-key: [{generate: 20}]
        """);
  }

  @Test
  void itsCasesPassAndAskForAllThatItDoes() {
    CommandLineRun run =
        new CommandLineRun.Shell(folder).run("appliance", "test", "templates/beacon");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("ok - apply stops at approve", "ok - operation retire", "not verified: tool")
        .doesNotContain("nothing in sandbox.yaml answers", "no case asks", "nothing uses");
  }

  @Test
  void itIsDeployedWatchedShrunkAndRemoved() {
    assertThat(done(0, "validate").out()).contains("The configuration is valid.");
    assertThat(done(CHANGES, "plan", "--detailed-exitcode").out())
        .contains(
            "configuration/beacon-1.secure will be created",
            "membership/beacon-2 will be created",
            "configuration/beacon-3.attach will be created");
    assertThat(done(0, "apply", "--auto-approve").out()).contains("Apply complete!");
    assertThat(done(0, "plan", "--detailed-exitcode").out()).contains("No changes.");
    assertThat(done(0, "status").out()).contains("Ingest of metrics");

    assertThat(done(0, "sequence", "run", "retire", "--auto-approve").out())
        .contains("Sequence complete! retire is proven.");
    assertThat(done(CHANGES, "plan", "--detailed-exitcode").out())
        .contains("membership/beacon-2 will be created");

    assertThat(done(0, "destroy", "--auto-approve").out()).contains("Destroy complete!");
  }

  @Test
  void aStandInThatUsesAnUnknownFactSaysSo() throws IOException {
    Path script = folder.resolve("templates/beacon/sandbox.yaml");
    Files.writeString(script, Files.readString(script).replace("$self.token", "$self.tokne"));

    assertThat(done(1, "apply", "--auto-approve").err())
        .contains("sandbox.yaml is wrong here: There is no \"self.tokne\"");
  }

  private CommandLineRun done(int exitCode, String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("beacon.yaml", "-i", "sandbox.yaml"));
    CommandLineRun run = new CommandLineRun.Shell(folder).run(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
    return run;
  }
}
