package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.Placement;
import dev.slipway.port.VCenter;
import dev.slipway.testing.TinyPackage;
import dev.slipway.testing.Vcsim;
import dev.slipway.vsphere.VSphere;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes of one package: its bytes cross the wire once. */
@Timeout(300)
final class UploadOnceTest {
  private static final int NODES = 6;
  private static final Placement PLACEMENT =
      new Placement("LON", "mgmt-01", "vsan-01", "", Map.of());

  @TempDir private Path folder;

  @Test
  void sixNodesTakeHardlyMoreBytesThanOne() throws Exception {
    TinyPackage tiny = TinyPackage.in(folder, 5_000_000);
    try (Vcsim vcsim = Vcsim.start("-tls=false")) {
      write(vcsim);

      CommandLineRun applied = run("apply", "--auto-approve");

      assertThat(applied.exitCode()).as(applied.err()).isZero();
      assertThat(received(vcsim))
          .isLessThanOrEqualTo((long) ((tiny.diskBytes() + tiny.imageBytes()) * 1.05));
      try (VCenter vcenter = VSphere.connect(vcsim.endpoint())) {
        Set<String> references = new HashSet<>();
        for (int node = 1; node <= NODES; node++) {
          ObservedVm vm = vcenter.findVm(PLACEMENT.vm("tiny-" + node)).orElseThrow();
          assertThat(vm.belongsTo("tiny", "tiny-" + node)).isTrue();
          assertThat(vm.poweredOn()).isTrue();
          assertThat(vm.addresses()).containsExactly("10.20.0.1" + node);
          assertThat(vm.properties()).containsEntry("role", "role-of-" + node);
          references.add(vm.reference());
        }
        assertThat(references).hasSize(NODES);
      }
      CommandLineRun again = run("plan", "--detailed-exitcode");
      assertThat(again.exitCode()).as(again.out()).isZero();
    }
  }

  @Test
  void thePlanSaysWhichWayEachVmIsMade() throws Exception {
    TinyPackage.in(folder, 1_000);
    try (Vcsim vcsim = Vcsim.start("-tls=false")) {
      write(vcsim);

      assertThat(run("plan").out()).contains("cloneOf").contains("\"vm/tiny-1\"");
      assertThat(run("plan", "--format", "markdown").out()).contains("clone tiny-6 from tiny-1");
    }
  }

  @Test
  void withoutThePrivilegeEachIsUploaded() throws Exception {
    TinyPackage tiny = TinyPackage.in(folder, 1_000);
    try (Vcsim vcsim =
        Vcsim.start("-tls=false", "-deny=Folder:VirtualMachine.Provisioning.Clone")) {
      write(vcsim);

      CommandLineRun applied = run("apply", "--auto-approve");

      assertThat(applied.exitCode()).as(applied.err()).isZero();
      assertThat(received(vcsim)).isEqualTo((long) NODES * (tiny.diskBytes() + tiny.imageBytes()));
    }
  }

  private CommandLineRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(1, List.of("blueprint.yaml", "-i", "inventory.yaml", "--templates", "templates"));
    return new CommandLineRun.Shell(folder)
        .with("VCENTER_PASSWORD", "pass")
        .run(all.toArray(String[]::new));
  }

  private static long received(Vcsim vcsim) throws IOException {
    long bytes = 0;
    try (InputStream uploads = vcsim.url().resolve("/slipway/uploads").toURL().openStream()) {
      for (JsonNode upload : new ObjectMapper().readTree(uploads)) {
        bytes += upload.path("bytes").asLong();
      }
    }
    return bytes;
  }

  private void write(Vcsim vcsim) throws IOException {
    Files.createDirectories(folder.resolve("templates/tiny"));
    Files.writeString(
        folder.resolve("templates/tiny/appliance.yaml"),
        """
        apiVersion: slipway/v1
        kind: Appliance
        metadata: {name: tiny}
        spec:
          title: Tiny
          sshUser: nobody
          addressTimeout: 1m
          settings: {}
          properties: {ip: "${node.ip}"}
          roles: {member: {minimum: 1, maximum: 64}}
          sequences: []
        """);
    StringBuilder nodes = new StringBuilder();
    for (int node = 1; node <= NODES; node++) {
      nodes.append(
          "    - {name: tiny-%1$d, role: member, ip: 10.20.0.1%1$d, properties: {role: role-of-%1$d}}\n"
              .formatted(node));
    }
    Files.writeString(
        folder.resolve("blueprint.yaml"),
        """
        apiVersion: slipway/v1
        kind: ApplianceCluster
        metadata: {name: tiny}
        spec:
          appliance: tiny
          package: tiny.ovf
          properties: {password: "${secret:password}"}
          nodes:
        """
            + nodes);
    Files.writeString(
        folder.resolve("inventory.yaml"),
        """
        apiVersion: slipway/v1
        kind: Inventory
        metadata: {name: vcsim}
        spec:
          vcenter: {url: "%s", username: user, password: "${env:VCENTER_PASSWORD}"}
          placement:
            datacenter: LON
            cluster: mgmt-01
            datastore: vsan-01
            networks: {VM Network: horizon-mgmt}
          network: {netmask: 255.255.255.0, gateway: 10.20.0.1, dns: [10.20.0.2]}
          secrets:
            password: [{env: VCENTER_PASSWORD}]
        """
            .formatted(vcsim.url()));
  }
}
