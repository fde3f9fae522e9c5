package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.Marks;
import dev.slipway.model.ObservedWorld.ObservedFolder;
import dev.slipway.model.Placement;
import dev.slipway.model.VmPath;
import dev.slipway.port.ObservationQuery;
import dev.slipway.port.VCenter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several threads and sessions that want the same at once. */
@Timeout(120)
final class RaceTest {
  private static final int MANY = 6;

  @TempDir private Path folder;

  @Test
  void allGetTheFolderThatOneOfThemCreates() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000)) {
      inParallel(
          site,
          (vcenter, number) ->
              vcenter.createFolder("LON", "a/b/c", Map.of(Marks.BLUEPRINT, "hcc-london")));

      Placement placement = new Placement("LON", "mgmt-01", "vsan-01", "a/b/c", Map.of());
      assertThat(site.vcenter().observe(new ObservationQuery(placement, List.of())).folder())
          .contains(new ObservedFolder("a/b/c", Map.of(Marks.BLUEPRINT, "hcc-london")));
    }
  }

  @Test
  void allUseTheAttributeThatOneOfThemDefines() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000)) {
      VmPath vm = site.deploy("hcc-1");

      inParallel(site, (vcenter, number) -> vcenter.mark(vm, Map.of("slipway.test", "same")));

      assertThat(site.vcenter().findVm(vm).orElseThrow().marks())
          .containsExactly(Map.entry("slipway.test", "same"));
    }
  }

  @Test
  void noRuleIsLostWhenManyArePutAtOnce() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000)) {
      VmPath first = site.deploy("hcc-1");
      VmPath second = site.deploy("hcc-2");

      inParallel(
          site,
          (vcenter, number) ->
              site.vcenter()
                  .reconfigure(
                      ClusterReconfiguration.rules(
                          "LON",
                          "mgmt-01",
                          List.of(
                              ClusterRule.antiAffinity(
                                  "rule-" + number, List.of(first, second), false)),
                          List.of())));

      assertThat(
              site.vcenter()
                  .observe(new ObservationQuery(VcsimSite.placement(), List.of()))
                  .cluster()
                  .found()
                  .orElseThrow()
                  .rules())
          .hasSize(MANY);
    }
  }

  /** Runs the same in several threads, each with a session of its own. */
  private static void inParallel(VcsimSite site, Action action) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(MANY)) {
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        int number = i;
        calls.add(() -> {
          try (VCenter vcenter = VSphere.connect(site.vcsim().endpoint())) {
            action.run(vcenter, number);
            return true;
          }
        });
      }
      for (Future<Boolean> call : threads.invokeAll(calls)) {
        assertThat(call.get()).isTrue();
      }
    }
  }

  @FunctionalInterface
  private interface Action {
    void run(VCenter vcenter, int number) throws InterruptedException;
  }
}
