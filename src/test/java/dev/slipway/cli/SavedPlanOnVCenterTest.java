package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.planfile.EditedSnapshot;
import dev.slipway.testing.Schemas;
import dev.slipway.testing.TinyPackage;
import dev.slipway.testing.Vcsim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saved plans and snapshots with a vCenter that can be taken away. */
class SavedPlanOnVCenterTest {
  @TempDir private Path folder;

  @Test
  void aPlanIsMadeWithNoVCenterAndCarriedOutWithOne() throws IOException {
    CommandLineRun.Shell shell = new CommandLineRun.Shell(folder).with("VC_PASSWORD", "pass");
    String offline;
    try (Vcsim vcsim = Vcsim.start()) {
      writeProject(vcsim);
      CommandLineRun live = shell.run("plan", "b.yaml", "-i", "i.yaml", "--templates", "templates");
      assertThat(live.exitCode()).as(live.err()).isZero();
      CommandLineRun taken =
          shell.run(
              "snapshot", "b.yaml", "-i", "i.yaml", "--templates", "templates", "-o", "s.json");
      assertThat(taken.exitCode()).as(taken.err()).isZero();

      shell.with("VC_PASSWORD", "");
      CommandLineRun planned = plan(shell, "--snapshot", "s.json", "-o", "plan.json");
      assertThat(planned.exitCode()).as(planned.err()).isZero();
      assertThat(planned.out()).isEqualTo(live.out());
      assertThat(planned.err()).contains("Not looking at any vCenter", " ago, at 20");
      offline = planned.out();

      TinyPackage.in(folder.resolve("packages"), 60_000);
      CommandLineRun other = shell.run("apply", "plan.json", "-i", "i.yaml");
      assertThat(other.exitCode()).as(other.err()).isEqualTo(ExitCode.CONFLICT);
      assertThat(other.err()).contains("the package is not the one that was planned with");
      TinyPackage.in(folder.resolve("packages"), 50_000);

      shell.with("VC_PASSWORD", "pass");
      CommandLineRun applied = shell.run("apply", "plan.json", "-i", "i.yaml");
      assertThat(applied.exitCode()).as(applied.err()).isZero();
      assertThat(applied.out()).contains("Apply complete!");
      CommandLineRun empty = plan(shell, "--detailed-exitcode");
      assertThat(empty.exitCode()).as(empty.out() + empty.err()).isZero();

      CommandLineRun stale = shell.run("apply", "plan.json", "-i", "i.yaml");
      assertThat(stale.exitCode()).as(stale.err()).isEqualTo(ExitCode.CONFLICT);
      assertThat(stale.err())
          .contains("world.cluster.value.ha.values.enabled: \"false\" -> \"true\"");
    }
    assertThat(plan(shell).exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(plan(shell, "--snapshot", "s.json").out()).isEqualTo(offline);

    Files.writeString(
        folder.resolve("b.yaml"),
        Files.readString(folder.resolve("b.yaml")).replace("name: n2,", "name: n3,"));
    CommandLineRun renamed = plan(shell, "--snapshot", "s.json");
    assertThat(renamed.exitCode()).as(renamed.err()).isEqualTo(ExitCode.INPUT_WRONG);
    assertThat(renamed.err()).contains("the snapshot shows something else", "\"n2\" -> \"n3\"");
  }

  @Test
  void roomAndPrivilegesAreLookedAtAgain() throws IOException {
    CommandLineRun.Shell shell = new CommandLineRun.Shell(folder).with("VC_PASSWORD", "pass");
    try (Vcsim vcsim = Vcsim.start("-deny=Datastore:Datastore.AllocateSpace")) {
      writeProject(vcsim);
      Files.delete(folder.resolve("packages/tiny.mf"));
      edit("packages/tiny.ovf", "ovf:capacity=\"1\"", "ovf:capacity=\"" + (1L << 40) + "\"");
      edit("b.yaml", "  nodes:", "  diskProvisioning: thick\n  nodes:");
      CommandLineRun taken =
          shell.run(
              "snapshot", "b.yaml", "-i", "i.yaml", "--templates", "templates", "-o", "s.json");
      assertThat(taken.exitCode()).as(taken.err()).isZero();
      String live = plan(shell, "--format", "json").out();
      Schemas.assertValid("snapshot", Files.readString(folder.resolve("s.json")));
      Schemas.assertValid("plan", live);
      EditedSnapshot.edit(
          folder.resolve("s.json"),
          world -> {
            world.putArray("missing_privileges");
            ((ObjectNode) world.at("/datastores/value/0")).put("free_bytes", Long.MAX_VALUE);
          });
      CommandLineRun planned = plan(shell, "--snapshot", "s.json", "-o", "plan.json");
      assertThat(planned.exitCode()).as(planned.err()).isZero();

      CommandLineRun applied = shell.run("apply", "plan.json", "-i", "i.yaml");

      assertThat(applied.exitCode()).as(applied.err()).isEqualTo(ExitCode.FAILED);
      assertThat(applied.err())
          .contains("error: datastore vsan-01 has too little space")
          .contains("error: the user lacks privileges on datastore vsan-01");
      assertThat(plan(shell, "--format", "json").out()).isEqualTo(live);
    }
  }

  private void edit(String name, String written, String instead) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, Files.readString(file).replace(written, instead));
  }

  private static CommandLineRun plan(CommandLineRun.Shell shell, String... more) {
    String[] common = {"plan", "b.yaml", "-i", "i.yaml", "--templates", "templates"};
    String[] arguments = Arrays.copyOf(common, common.length + more.length);
    System.arraycopy(more, 0, arguments, common.length, more.length);
    return shell.run(arguments);
  }

  private void writeProject(Vcsim vcsim) throws IOException {
    TinyPackage.in(Files.createDirectories(folder.resolve("packages")), 50_000);
    Path appliance = Files.createDirectories(folder.resolve("templates/tiny"));
    Files.writeString(
        appliance.resolve("appliance.yaml"),
        """
        apiVersion: slipway/v1
        kind: Appliance
        metadata: {name: tiny}
        spec:
          title: Tiny
          sshUser: nobody
          addressTimeout: 1m
          properties: {ip: "${node.ip}"}
          roles:
            worker: {minimum: 1, maximum: 9}
        """);
    Files.writeString(
        folder.resolve("b.yaml"),
        """
        apiVersion: slipway/v1
        kind: ApplianceCluster
        metadata: {name: tiny-cluster}
        spec:
          appliance: tiny
          package: packages/tiny.ovf
          nodes:
            - {name: n1, role: worker, ip: 10.20.0.11}
            - {name: n2, role: worker, ip: 10.20.0.12}
          availability:
            ha: {restartPriority: high}
            separateHosts: required
        """);
    Files.writeString(
        folder.resolve("i.yaml"),
        """
        apiVersion: slipway/v1
        kind: Inventory
        metadata: {name: vcsim}
        spec:
          vcenter:
            url: %s
            username: user
            password: ${secret:vcenter}
            tls: {thumbprint: "%s"}
          placement:
            datacenter: LON
            cluster: mgmt-01
            datastore: vsan-01
            folder: Tiny
            networks: {VM Network: horizon-mgmt}
          network: {netmask: 255.255.255.0, gateway: 10.20.0.1, dns: [10.20.0.2]}
          secrets:
            vcenter: [{env: VC_PASSWORD}]
        """
            .formatted(vcsim.url(), vcsim.thumbprintSha256()));
  }
}
