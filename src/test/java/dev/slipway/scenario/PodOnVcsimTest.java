package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.Placement;
import dev.slipway.port.ObservationQuery;
import dev.slipway.port.VCenter;
import dev.slipway.testing.Vcsim;
import dev.slipway.vsphere.VSphere;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The servers of a small pod through the vSphere API: clones of templates beside packages. */
class PodOnVcsimTest {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final String SERVERS = "Templates/w2022-connection-server";
  private static final String ENROLLMENT = "Templates/w2022-enrollment-server";
  private static final Placement PLACEMENT =
      new Placement("LON", "mgmt-01", "vsan-01", "Horizon/Pod", Map.of());

  @TempDir private Path folder;

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void isPlannedAppliedProvenAndDestroyed() throws Exception {
    try (Vcsim vcsim = Vcsim.start("-template", SERVERS + "," + ENROLLMENT)) {
      write(vcsim);
      CommandLineRun plan = slipway("plan");
      assertThat(plan.exitCode()).as(plan.err()).isZero();
      assertThat(plan.err())
          .contains("note: connectionServers: 2 = ⌈1500 sessions / 4000⌉ + 1")
          .contains("note: uags: 4 = 2 connectionServers × 2 uagPerConnectionServer");
      assertThat(plan.out()).contains("Plan: 22 to add, 1 to change, 0 to destroy.");

      CommandLineRun apply = slipway("apply", "--auto-approve");
      assertThat(apply.exitCode()).as(apply.err()).isZero();
      assertThat(apply.err())
          .contains("clone lon-cs-2 from template " + SERVERS)
          .contains("clone lon-es-2 from template " + ENROLLMENT);
      CommandLineRun second = slipway("plan", "--detailed-exitcode");
      assertThat(second.exitCode()).as(second.out() + second.err()).isZero();
      assertThat(second.out()).startsWith("No changes.");
      assertServers(vcsim);

      CommandLineRun destroy = slipway("destroy", "--auto-approve");
      assertThat(destroy.exitCode()).as(destroy.err()).isZero();
      try (VCenter vcenter = VSphere.connect(vcsim.endpoint())) {
        assertThat(vcenter.findVm(PLACEMENT.vm("lon-cs-1"))).isEmpty();
      }
      assertThat(slipway("plan").out()).contains("Plan: 22 to add, 0 to change, 0 to destroy.");
    }
  }

  private static void assertServers(Vcsim vcsim) throws InterruptedException {
    try (VCenter vcenter = VSphere.connect(vcsim.endpoint())) {
      ObservedVm first = vcenter.findVm(PLACEMENT.vm("lon-cs-1")).orElseThrow();
      ObservedVm second = vcenter.findVm(PLACEMENT.vm("lon-cs-2")).orElseThrow();
      assertThat(first.belongsTo("pod-london", "lon-cs-1")).isTrue();
      assertThat(first.addresses()).contains("127.20.0.41");
      assertThat(second.addresses()).contains("127.20.0.42");
      assertThat(first.host()).isNotEqualTo(second.host());
      assertThat(vcenter.findVm(PLACEMENT.vm("lon-uag-04")).orElseThrow().properties())
          .containsEntry("ip0", "127.20.0.54")
          .hasEntrySatisfying("settingsJSON", json -> assertThat(json).contains("127.20.0.42"));
      ObservedCluster cluster =
          vcenter
              .observe(new ObservationQuery(PLACEMENT, List.of()))
              .cluster()
              .found()
              .orElseThrow();
      assertThat(cluster.rule("pod-london/connectionServers").orElseThrow().vms())
          .containsExactlyInAnyOrder(first.reference(), second.reference());
    }
  }

  private void write(Vcsim vcsim) throws IOException {
    Files.writeString(
        folder.resolve("pod.yaml"),
        Files.readString(PROJECT.resolve("blueprints/pod-london.yaml"))
            .replace("sessions: 8000", "sessions: 1500")
            .replace("windows-servers", "vcsim-windows-static")
            .replace("10.20.0.", "127.20.0.")
            .replace("packages/", PROJECT + "/packages/"));
    Files.writeString(
        folder.resolve("vcsim.yaml"),
        """
        apiVersion: slipway/v1
        kind: Inventory
        metadata: {name: vcsim}
        spec:
          vcenter:
            url: %s
            username: ${env:VSPHERE_USER}
            password: ${env:VSPHERE_PASSWORD}
            tls: {thumbprint: "%s"}
          placement:
            datacenter: LON
            cluster: mgmt-01
            datastore: vsan-01
            folder: Horizon/Pod
            networks:
              VM Network: horizon-mgmt
              Internet: horizon-mgmt
              ManagementNetwork: horizon-mgmt
              BackendNetwork: horizon-mgmt
              ethernet-0: horizon-mgmt
          network: {netmask: 255.255.255.0, gateway: 127.20.0.1, dns: [127.20.0.2]}
          secrets:
            uag-root-password: [{env: POD_SECRET}]
            uag-admin-password: [{env: POD_SECRET}]
            edge-pairing-code: [{env: POD_SECRET}]
        """
            .formatted(vcsim.url(), vcsim.thumbprintSha256()));
  }

  private CommandLineRun slipway(String command, String... options) {
    return new CommandLineRun.Shell(folder)
        .with("VSPHERE_USER", "user")
        .with("VSPHERE_PASSWORD", "pass")
        .with("POD_SECRET", "correct horse battery staple")
        .run(
            Stream.concat(Stream.of(command, "pod.yaml", "-i", "vcsim.yaml"), Stream.of(options))
                .toArray(String[]::new));
  }
}
