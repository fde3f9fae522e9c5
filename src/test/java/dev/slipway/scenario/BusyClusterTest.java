package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.Placement;
import dev.slipway.model.Settings;
import dev.slipway.port.ObservationQuery;
import dev.slipway.port.VCenter;
import dev.slipway.testing.Vcsim;
import dev.slipway.vsphere.ForeignEditor;
import dev.slipway.vsphere.VSphere;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole applies on a cluster that others edit all the while. */
class BusyClusterTest {
  private static final int APPLIES = 100;
  private static final String OURS = "hcc-london";

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SLIPWAY_HOME",
          Path.of("").toAbsolutePath().toString(),
          "VSPHERE_PASSWORD",
          "pass",
          "ROOT_PASSWORD",
          Workplace.PASSWORD);

  @TempDir Path folder = Path.of("");
  private Workplace workplace;

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @BeforeEach
  void aBlueprintWithSomethingToChange() throws IOException {
    workplace =
        new Workplace(folder)
            .withOwnTemplates()
            .edit(
                "mine/horizon-cloud-connector/appliance.yaml", "sequences: [join]", "sequences: []")
            .blueprint("separateHosts: required", "separateHosts: ${var:separate}")
            .blueprint(
                "ha: {vmMonitoring: vmMonitoringOnly}",
                """
                ha:
                      restartPriority: ${var:priority}
                      defaultVmSettings: {vmToolsMonitoringSettings: {minUpTime: "${var:up}"}}\
                """);
  }

  @Test
  void nothingForeignIsLostOrAlteredByAHundredApplies() throws Exception {
    try (Vcsim vcsim = Vcsim.start(ForeignEditor.VMS);
        ForeignEditor editor = new ForeignEditor(vcsim)) {
      workplace.on(vcsim);
      editor.begin(null);
      for (int i = 0; i < APPLIES; i++) {
        editor.awaitEdit();
        CommandLineRun apply = workplace.shell().run(arguments(i));
        assertThat(apply.exitCode()).as(apply.err()).isZero();
        assertThat(apply.out()).contains("Apply complete!").doesNotContain("0 added, 0 changed");
      }
      assertThat(editor.end()).isGreaterThanOrEqualTo(APPLIES);

      ObservedCluster after = cluster(vcsim);
      editor.assertKept(after);
      assertOurs(after, APPLIES - 1);
    }
  }

  @Test
  void whatSomebodyEditsBetweenReadingAndWritingIsLookedAtAgain() throws Exception {
    try (Vcsim vcsim = Vcsim.start(ForeignEditor.VMS, "-tls=false");
        ForeignEditor editor = new ForeignEditor(vcsim);
        VCenterGate gate = new VCenterGate(vcsim.url())) {
      workplace.onVCenter(gate.url().toString());
      assertThat(workplace.shell().run(arguments(0)).exitCode()).isZero();

      gate.hold(1, call -> call.contains("<ReconfigureComputeResource_Task"));
      try (SlipwayProcess apply = SlipwayProcess.start(folder, ENVIRONMENT, arguments(1, "-v"))) {
        apply.awaiting("its edit of the cluster is held", gate::holdsOne);
        editor.removeRule(OURS);
        editor.begin(null);
        editor.awaitEdit();
        editor.end();
        gate.release();
        assertThat(apply.exitCode()).as(apply.err()).isZero();
        assertThat(apply.err()).contains("was changed meanwhile, and is looked at anew");
      }

      ObservedCluster after = cluster(vcsim);
      editor.assertKept(after);
      assertOurs(after, 1);
    }
  }

  /** Each of them differs from the one before in rule, overrides and cluster. */
  private static String[] arguments(int number, String... options) {
    return Stream.concat(
            Stream.of(
                "apply",
                Workplace.BLUEPRINT,
                "--auto-approve",
                "--inventory=" + Workplace.INVENTORY,
                "--templates=mine",
                "--var=separate=" + (isRequired(number) ? "required" : "preferred"),
                "--var=priority=" + priority(number),
                "--var=up=" + (100 + number)),
            Stream.of(options))
        .toArray(String[]::new);
  }

  private static boolean isRequired(int number) {
    return number % 2 == 0;
  }

  private static String priority(int number) {
    return number % 2 == 0 ? "high" : "low";
  }

  private static void assertOurs(ObservedCluster after, int number) {
    ObservedRule rule = after.rule(OURS).orElseThrow();
    assertThat(rule.mandatory()).isEqualTo(isRequired(number));
    assertThat(rule.vms())
        .hasSize(2)
        .allSatisfy(vm ->
            assertThat(after.haOverrides())
                .containsEntry(vm, Settings.of(Map.of("restartPriority", priority(number)))));
    assertThat(after.ha().value("defaultVmSettings.vmToolsMonitoringSettings.minUpTime"))
        .isEqualTo(String.valueOf(100 + number));
  }

  private static ObservedCluster cluster(Vcsim vcsim) throws InterruptedException {
    try (VCenter vcenter = VSphere.connect(vcsim.endpoint())) {
      return vcenter
          .observe(
              new ObservationQuery(
                  new Placement("LON", "mgmt-01", "vsan-01", "", Map.of()), List.of()))
          .cluster()
          .found()
          .orElseThrow();
    }
  }
}
