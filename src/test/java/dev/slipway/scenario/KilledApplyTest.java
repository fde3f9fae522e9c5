package dev.slipway.scenario;

import static dev.slipway.scenario.ClusterOnVcsim.PRIMARY;
import static dev.slipway.scenario.ClusterOnVcsim.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.model.ObservedVm;
import dev.slipway.testing.Vcsim;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An apply that was killed is finished by the same command, and nothing is doubled. */
class KilledApplyTest {
  private static final String BLUEPRINT = "hcc-london";

  @TempDir Path folder;

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void inTheUpload() throws Exception {
    try (ClusterOnVcsim site =
        ClusterOnVcsim.start(folder, "-upload-rate=8000000", "-lease-timeout=6s")) {
      site.worker().open();
      try (SlipwayProcess apply = site.apply()) {
        apply.awaiting("bytes of the first node arrive", () -> site.uploadsBegun() == 1);
        apply.kill();
        site.outliveLocks();
      }
      assertThat(vm(site, PRIMARY).isHalfMade(BLUEPRINT, PRIMARY)).isTrue();
      assertThat(site.vm(WORKER)).isEmpty();

      assertConverges(site);
      assertThat(site.calls("ImportVApp")).isEqualTo(2);
      assertThat(site.calls("CloneVM_Task")).isEqualTo(1);
    }
  }

  /** Before the first of the three marks is set, and before the last. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void beforeAllMarksAreSet(int held) throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.startGated(folder)) {
      site.worker().open();
      site.gate().hold(held, call -> call.contains("<SetField") && call.contains("VirtualMachine"));
      killWhenHeld(site, "--parallelism=1");
      ObservedVm halfMade = vm(site, PRIMARY);
      assertThat(halfMade.isHalfMade(BLUEPRINT, PRIMARY)).isTrue();

      assertConverges(site);
      assertThat(vm(site, PRIMARY).reference()).isNotEqualTo(halfMade.reference());
      assertThat(site.calls("ImportVApp")).isEqualTo(2);
    }
  }

  /** The clone may bear the mark of its source still; a VM of an earlier run is not cloned. */
  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void beforeAllMarksOfACloneAreSet(int held) throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.startGated(folder)) {
      site.worker().open();
      site.gate().hold(held, call -> call.contains("<SetField") && call.contains("VirtualMachine"));
      killWhenHeld(site, "--parallelism=1");
      ObservedVm primary = vm(site, PRIMARY);
      ObservedVm halfMade = vm(site, WORKER);
      assertThat(halfMade.isHalfMade(BLUEPRINT, WORKER)).isTrue();

      assertConverges(site);
      assertThat(vm(site, PRIMARY).reference()).isEqualTo(primary.reference());
      assertThat(vm(site, WORKER).reference()).isNotEqualTo(halfMade.reference());
      assertThat(site.calls("CloneVM_Task")).isEqualTo(1);
      assertThat(site.calls("ImportVApp")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ReconfigureComputeResource_Task", "PowerOnVM_Task"})
  void afterTheDeployment(String held) throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.startGated(folder)) {
      site.worker().open();
      site.gate().hold(1, call -> call.contains("<" + held));
      killWhenHeld(site);
      ObservedVm primary = vm(site, PRIMARY);
      ObservedVm worker = vm(site, WORKER);

      assertConverges(site);
      assertThat(vm(site, PRIMARY).reference()).isEqualTo(primary.reference());
      assertThat(vm(site, WORKER).reference()).isEqualTo(worker.reference());
      assertThat(site.calls("ImportVApp")).isEqualTo(1);
      assertThat(site.calls("CloneVM_Task")).isEqualTo(1);
      assertThat(site.calls("Destroy_Task")).isZero();
    }
  }

  @Test
  void betweenTheTwoJoinCommands() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.startGated(folder)) {
      try (SlipwayProcess apply = site.apply()) {
        apply.awaiting("the worker is asked to join", () -> !site.worker().received().isEmpty());
        apply.kill();
        site.outliveLocks();
      }
      assertThat(site.members().lines()).hasSize(1);

      site.worker().open();
      assertConverges(site);
      assertThat(site.worker().received()).doesNotHaveDuplicates().hasSize(2);
      assertThat(site.calls("ImportVApp")).isEqualTo(1);
      assertThat(site.calls("PowerOnVM_Task")).isEqualTo(2);
    }
  }

  private static void killWhenHeld(ClusterOnVcsim site, String... options) throws Exception {
    try (SlipwayProcess apply = site.apply(options)) {
      apply.awaiting("the call is held", site.gate()::holdsOne);
      apply.kill();
      site.outliveLocks();
      site.gate().drop();
    }
  }

  static void assertConverges(ClusterOnVcsim site) throws Exception {
    try (SlipwayProcess again = site.apply()) {
      int exitCode = again.exitCode();
      assertThat(exitCode).as(again.err()).isZero();
      assertThat(again.out()).contains("Apply complete!");
    }
    assertThat(vm(site, PRIMARY).belongsTo(BLUEPRINT, PRIMARY)).isTrue();
    assertThat(vm(site, WORKER).belongsTo(BLUEPRINT, WORKER)).isTrue();
    assertThat(site.members().lines()).hasSize(2);
    CommandLineRun plan = site.run("plan", "--detailed-exitcode");
    assertThat(plan.out()).contains("No changes.");
    assertThat(plan.exitCode()).isZero();
  }

  private static ObservedVm vm(ClusterOnVcsim site, String name) throws InterruptedException {
    return site.vm(name).orElseThrow();
  }
}
