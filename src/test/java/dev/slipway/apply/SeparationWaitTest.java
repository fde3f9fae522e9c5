package dev.slipway.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.Marks;
import dev.slipway.model.Placement;
import dev.slipway.model.Secret;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.plan.Step;
import dev.slipway.port.Deployment;
import dev.slipway.port.Pause;
import dev.slipway.sandbox.SandboxAppliances;
import dev.slipway.sandbox.SandboxVCenter;
import dev.slipway.testing.TinyPackage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that were powered on before there was a rule run on one host. */
class SeparationWaitTest {
  private static final Placement PLACEMENT =
      new Placement("LON", "mgmt-01", "vsan-01", "", Map.of(TinyPackage.NETWORK, "horizon-mgmt"));
  private static final VmPath FIRST = PLACEMENT.vm("node-1");
  private static final VmPath SECOND = PLACEMENT.vm("node-2");

  @TempDir Path folder = Path.of("");
  private SandboxAppliances appliances;
  private SandboxVCenter vcenter;

  @BeforeEach
  void deploy() throws Exception {
    appliances =
        SandboxAppliances.open(
            Path.of("src/test/resources/sandbox/tiny.yaml"), folder, new Diagnostics());
    vcenter = SandboxVCenter.open(folder, appliances, InstantSource.system());
    try (OvfPackage ovfPackage = TinyPackage.in(folder, 1_000).open()) {
      for (VmPath vm : List.of(FIRST, SECOND)) {
        vcenter.deploy(
            new Deployment(
                vm,
                PLACEMENT,
                ovfPackage,
                null,
                null,
                Map.of("ip", new Secret("10.20.0.1" + vm.name().charAt(5))),
                Marks.atBirth("hcc", vm.name())),
            (sent, total) -> {});
        vcenter.powerOn(vm);
      }
    }
    assertThat(host(FIRST)).isEqualTo(host(SECOND));
  }

  @AfterEach
  void close() {
    vcenter.close();
    appliances.close();
  }

  @Test
  void waitsUntilDrsHasMovedOne() throws Exception {
    makeRule("fullyAutomated");
    List<Duration> pauses = new ArrayList<>();

    String note =
        run(
            true,
            duration -> {
              pauses.add(duration);
              if (pauses.size() == 3) {
                vcenter.powerOff(SECOND);
                vcenter.powerOn(SECOND);
              }
            });

    assertThat(note).isEmpty();
    assertThat(pauses).hasSize(3);
    assertThat(host(FIRST)).isNotEqualTo(host(SECOND));
  }

  @Test
  void failsAfterTheDeadlineAndUndoesNothing() {
    makeRule("fullyAutomated");
    List<Duration> pauses = new ArrayList<>();

    Diagnostic problem = failure(pauses::add);

    assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(problem.code()).isEqualTo("apply/not-separated");
    assertThat(problem.detail())
        .startsWith("node-1 and node-2 run on host " + host(FIRST))
        .contains("DRS has moved none of them within 60 s: no other host has room");
    assertThat(vcenter.findVm(SECOND).orElseThrow().poweredOn()).isTrue();
  }

  @Test
  void doesNotWaitForADrsThatMovesNothing() {
    makeRule("partiallyAutomated");

    assertThat(failure(SeparationWaitTest::never).detail())
        .contains("DRS of cluster mgmt-01 is partially automated: it moves no running VM");
  }

  @Test
  void doesNotWaitWhenNoneOfTheNodesMayBeMoved() {
    makeRule("fullyAutomated");
    Settings disabled = Settings.of(Map.of("automationLevel", "disabled"));
    vcenter.reconfigure(
        new ClusterReconfiguration(
            "LON",
            "mgmt-01",
            Settings.NONE,
            Settings.NONE,
            Map.of(),
            Map.of(FIRST, disabled, SECOND, disabled),
            List.of(),
            List.of()));

    assertThat(failure(SeparationWaitTest::never).detail())
        .contains("The nodes' own automation level of DRS is disabled");
  }

  @Test
  void doesNotWaitWithoutRuleOrDrs() {
    assertThat(failure(SeparationWaitTest::never).detail())
        .contains("There is no rule hcc any more.", "DRS of cluster mgmt-01 is off.");
  }

  @Test
  void saysOnlyWhereTheyRunWhenTheRuleIsPreferred() {
    makeRule("manual");

    assertThatCode(() -> assertThat(run(false, SeparationWaitTest::never)).contains("run on host"))
        .doesNotThrowAnyException();
  }

  private void makeRule(String automationLevel) {
    vcenter.reconfigure(
        new ClusterReconfiguration(
            "LON",
            "mgmt-01",
            Settings.NONE,
            Settings.of(Map.of("enabled", "true", "automationLevel", automationLevel)),
            Map.of(),
            Map.of(),
            List.of(rule(true)),
            List.of()));
  }

  private static ClusterRule rule(boolean mandatory) {
    return ClusterRule.antiAffinity("hcc", List.of(FIRST, SECOND), mandatory);
  }

  private String run(boolean mandatory, Pause pause) throws InterruptedException {
    return new SeparationWait(vcenter, pause)
        .run(new Step.AwaitSeparation(rule(mandatory), PLACEMENT, Duration.ofMinutes(1)));
  }

  private Diagnostic failure(Pause pause) {
    return catchThrowableOfType(DiagnosedException.class, () -> run(true, pause))
        .diagnostics()
        .getFirst();
  }

  private static void never(Duration duration) {
    throw new AssertionError("waits " + duration);
  }

  private String host(VmPath vm) {
    return String.valueOf(vcenter.findVm(vm).orElseThrow().host());
  }
}
