package dev.slipway.scenario;

import static dev.slipway.scenario.ClusterOnVcsim.PRIMARY;
import static dev.slipway.scenario.ClusterOnVcsim.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.Marks;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfPackages;
import dev.slipway.port.VCenter;
import dev.slipway.testing.Vcsim;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job through the vSphere API and real SSH, on a cluster that others use too. */
class VSphereMainJobTest {
  private static final VmPath FOREIGN = new VmPath("LON", "", "foreign-00001");
  private static final VmPath NEIGHBOUR = new VmPath("LON", "", "foreign-00002");

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void deploysConfiguresJoinsAndTouchesNothingForeign() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder, "-vms=4", "-lease-host-star")) {
      site.worker().open();
      makeForeignThings(site);
      ObservedCluster before = site.cluster();
      ObservedVm foreign = foreign(site);

      CommandLineRun apply = site.run("apply", "--auto-approve");

      assertThat(apply.exitCode()).as(apply.err()).isZero();
      assertThat(apply.out()).contains("Apply complete! Resources: 7 added, 1 changed");
      assertNode(site.vm(PRIMARY).orElseThrow(), PRIMARY, "127.0.0.11", "False");
      assertNode(site.vm(WORKER).orElseThrow(), WORKER, "127.0.0.12", "True");
      assertThat(site.vm(PRIMARY).orElseThrow().host())
          .isNotEqualTo(site.vm(WORKER).orElseThrow().host());
      assertCluster(site, before);
      assertThat(site.members().lines()).hasSize(2).allMatch(line -> line.contains(" Ready "));
      assertUploads(site);
      assertThat(foreign(site)).isEqualTo(foreign);
      assertThat(site.sessions()).isZero();

      CommandLineRun second = site.run("plan", "--detailed-exitcode");
      assertThat(second.exitCode()).as(second.out()).isZero();
      assertThat(second.out()).startsWith("No changes.");

      assertRuleIsChangedInPlace(site);
      assertDestroyLeavesTheForeign(site, foreign);
    }
  }

  private static void makeForeignThings(ClusterOnVcsim site) throws InterruptedException {
    try (VCenter vcenter = site.connect()) {
      vcenter.reconfigure(
          new ClusterReconfiguration(
              "LON",
              "mgmt-01",
              Settings.NONE,
              Settings.NONE,
              Map.of(FOREIGN, Settings.of(Map.of("restartPriority", "low"))),
              Map.of(),
              List.of(ClusterRule.antiAffinity("theirs", List.of(FOREIGN, NEIGHBOUR), false)),
              List.of()));
    }
  }

  private static void assertNode(ObservedVm vm, String name, String address, String worker) {
    assertThat(vm.belongsTo("hcc-london", name)).isTrue();
    assertThat(vm.marks()).containsKeys(Marks.SOURCE, Marks.HOST_KEY);
    assertThat(vm.poweredOn()).isTrue();
    assertThat(vm.addresses()).contains(address);
    assertThat(vm.properties())
        .containsEntry("hcc.ip0", address)
        .containsEntry("hcc.hostname", name)
        .containsEntry("hcc.worker_node", worker)
        .containsEntry("hcc.netmask0", "255.0.0.0")
        .doesNotContainKey("hcc.root_password");
  }

  private static void assertCluster(ClusterOnVcsim site, ObservedCluster before)
      throws InterruptedException {
    ObservedCluster after = site.cluster();
    assertThat(after.ha())
        .isEqualTo(
            before
                .ha()
                .overriddenBy(
                    Settings.of(Map.of("enabled", "true", "vmMonitoring", "vmMonitoringOnly"))));
    ObservedRule rule = after.rule("hcc-london").orElseThrow();
    assertThat(rule.enabled()).isTrue();
    assertThat(rule.mandatory()).isTrue();
    assertThat(rule.vms())
        .containsExactlyInAnyOrder(
            site.vm(PRIMARY).orElseThrow().reference(), site.vm(WORKER).orElseThrow().reference());
    assertThat(after.rules()).containsAll(before.rules());
    assertThat(after.haOverrides()).containsAllEntriesOf(before.haOverrides());
  }

  private static void assertUploads(ClusterOnVcsim site) throws Exception {
    Set<String> received = new HashSet<>();
    for (JsonNode upload : site.uploads()) {
      assertThat(upload.path("complete").asBoolean()).isTrue();
      received.add(upload.path("sha256").asText());
    }
    var diagnostics = new Diagnostics();
    try (var ovfPackage =
        OvfPackages.open(Path.of("packages/horizon-cloud-connector.ova"), diagnostics)
            .orElseThrow()) {
      Set<String> stated = new HashSet<>();
      for (OvfDescriptor.File file : ovfPackage.descriptor().files()) {
        stated.add(ovfPackage.manifest().orElseThrow().of(file.href()).orElseThrow().hexadecimal());
      }
      assertThat(received).isEqualTo(stated);
    }
  }

  private static void assertRuleIsChangedInPlace(ClusterOnVcsim site) throws Exception {
    site.edit("separateHosts: required", "separateHosts: preferred");
    CommandLineRun plan = site.run("plan", "--detailed-exitcode");
    assertThat(plan.exitCode()).isEqualTo(2);
    assertThat(plan.out()).contains("Plan: 0 to add, 1 to change, 0 to destroy.");
    assertThat(site.run("apply", "--auto-approve").exitCode()).isZero();
    assertThat(site.cluster().rule("hcc-london").orElseThrow().mandatory()).isFalse();
  }

  private static void assertDestroyLeavesTheForeign(ClusterOnVcsim site, ObservedVm foreign)
      throws Exception {
    CommandLineRun destroy = site.run("destroy", "--auto-approve");
    assertThat(destroy.exitCode()).as(destroy.err()).isZero();
    assertThat(site.vm(PRIMARY)).isEmpty();
    assertThat(site.vm(WORKER)).isEmpty();
    ObservedCluster left = site.cluster();
    assertThat(left.rules()).extracting(ObservedRule::name).containsExactly("theirs");
    assertThat(left.haOverrides()).containsOnlyKeys(foreign.reference());
    assertThat(foreign(site)).isEqualTo(foreign);
    CommandLineRun plan = site.run("plan", "--detailed-exitcode");
    assertThat(plan.exitCode()).isEqualTo(2);
    assertThat(plan.out()).contains("Plan: 7 to add, 0 to change, 0 to destroy.");
    assertThat(site.sessions()).isZero();
  }

  private static ObservedVm foreign(ClusterOnVcsim site) throws InterruptedException {
    try (VCenter vcenter = site.connect()) {
      return vcenter.findVm(FOREIGN).orElseThrow();
    }
  }
}
