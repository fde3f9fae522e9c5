package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.RuleType;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import dev.slipway.port.ObservationQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster that others use and change all the while, nothing of theirs is lost or altered. */
@Timeout(300)
final class SharedClusterTest {
  private static final int TIMES = 100;

  @TempDir private Path folder;

  @Test
  void nothingForeignIsLostOrAlteredByAHundredReconfigurations() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000, ForeignEditor.VMS);
        ForeignEditor editor = new ForeignEditor(site.vcsim())) {
      List<VmPath> ours = List.of(site.deploy("hcc-1"), site.deploy("hcc-2"));
      editor.assertKept(observe(site));

      editor.begin("hcc");
      for (int i = 1; i < TIMES; i++) {
        editor.awaitEdit();
        site.vcenter().reconfigure(change(i, ours, observe(site)));
      }
      assertThat(editor.end()).isGreaterThanOrEqualTo(TIMES - 1);
      ClusterReconfiguration last = change(TIMES, ours, observe(site));
      site.vcenter().reconfigure(last);

      ObservedCluster after = observe(site);
      editor.assertKept(after);
      assertOurs(after, last, ours, site);
    }
  }

  private static ClusterReconfiguration change(int i, List<VmPath> ours, ObservedCluster seen) {
    List<String> hosts = List.of(seen.hosts().get(i % 3).name());
    Map<VmPath, Settings> overrides = new HashMap<>();
    ours.forEach(vm ->
        overrides.put(vm, Settings.of(Map.of("restartPriority", i % 2 == 0 ? "high" : "highest"))));
    ClusterRule toHosts =
        new ClusterRule("hcc/hosts", RuleType.VM_HOST_AFFINITY, ours, hosts, List.of(), i % 2 == 0);
    boolean without = i % 5 == 0 && i != TIMES;
    return new ClusterReconfiguration(
        "LON",
        "mgmt-01",
        Settings.of(
            Map.of("defaultVmSettings.vmToolsMonitoringSettings.minUpTime", String.valueOf(i))),
        Settings.of(Map.of("enabled", "true")),
        overrides,
        Map.of(ours.getFirst(), Settings.of(Map.of("automationLevel", "manual"))),
        without
            ? List.of(ClusterRule.antiAffinity("hcc", ours, true))
            : List.of(ClusterRule.antiAffinity("hcc", ours, i % 2 == 0), toHosts),
        without ? List.of("hcc/hosts") : List.of());
  }

  private static void assertOurs(
      ObservedCluster after, ClusterReconfiguration last, List<VmPath> ours, VcsimSite site)
      throws InterruptedException {
    List<String> ids = new ArrayList<>();
    for (VmPath vm : ours) {
      String id = site.vcenter().findVm(vm).orElseThrow().reference();
      ids.add(id);
      assertThat(after.haOverrides()).containsEntry(id, last.haOverrides().get(vm));
    }
    assertThat(last.ha().differingFrom(after.ha())).isEqualTo(Settings.NONE);
    for (ClusterRule rule : last.putRules()) {
      ObservedCluster.ObservedRule seen = after.rule(rule.name()).orElseThrow();
      assertThat(seen.vms()).containsExactlyInAnyOrderElementsOf(ids);
      assertThat(seen.hosts()).isEqualTo(rule.hosts());
      assertThat(seen.mandatory()).isEqualTo(rule.mandatory());
    }
  }

  private static ObservedCluster observe(VcsimSite site) throws InterruptedException {
    return site.vcenter()
        .observe(new ObservationQuery(VcsimSite.placement(), List.of()))
        .cluster()
        .found()
        .orElseThrow();
  }
}
