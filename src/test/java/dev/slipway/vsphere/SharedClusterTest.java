package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import com.vmware.vim25.ArrayUpdateOperation;
import com.vmware.vim25.ClusterAntiAffinityRuleSpec;
import com.vmware.vim25.ClusterConfigInfoEx;
import com.vmware.vim25.ClusterConfigSpecEx;
import com.vmware.vim25.ClusterDasVmConfigInfo;
import com.vmware.vim25.ClusterDasVmConfigSpec;
import com.vmware.vim25.ClusterDasVmSettings;
import com.vmware.vim25.ClusterGroupSpec;
import com.vmware.vim25.ClusterRuleSpec;
import com.vmware.vim25.ClusterVmGroup;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.RuleType;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import dev.slipway.port.ObservationQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster that others use and change all the while, nothing of theirs is lost or altered. */
@Timeout(300)
final class SharedClusterTest {
  private static final int FOREIGN = 200;
  private static final int APPLIES = 100;

  @TempDir private Path folder;

  @Test
  void nothingForeignIsLostOrAlteredByAHundredApplies() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000, "-vms", String.valueOf(FOREIGN + 20));
        VSphereSession session = VSphereSession.open(site.vcsim().endpoint());
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      List<VmPath> ours = List.of(site.deploy("hcc-1"), site.deploy("hcc-2"));
      Editor editor = new Editor(session, ours);
      editor.makeForeign();
      ObservedCluster before = observe(site);
      assertThat(before.rules()).hasSize(FOREIGN);
      assertThat(before.groups()).hasSize(FOREIGN);
      assertThat(before.haOverrides()).hasSize(FOREIGN);

      Future<Integer> edits = threads.submit(editor::editUntilStopped);
      try {
        for (int i = 1; i < APPLIES; i++) {
          editor.edited.acquire();
          site.vcenter().reconfigure(change(i, ours, observe(site)));
        }
      } finally {
        editor.stopped.set(true);
      }
      assertThat(edits.get()).isGreaterThanOrEqualTo(APPLIES - 1);
      ClusterReconfiguration last = change(APPLIES, ours, observe(site));
      site.vcenter().reconfigure(last);

      ObservedCluster after = observe(site);
      assertThat(after.rules()).containsAll(before.rules());
      assertThat(after.groups()).containsAll(before.groups());
      assertThat(after.haOverrides()).containsAllEntriesOf(before.haOverrides());
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
    boolean without = i % 5 == 0 && i != APPLIES;
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

  /** Somebody else with a session of their own, who also meddles with what is ours. */
  private static final class Editor {
    private final VSphereSession session;
    private final ManagedObjectReference cluster;
    private final List<ManagedObjectReference> vms = new ArrayList<>();
    private final List<ManagedObjectReference> ours = new ArrayList<>();
    private final Semaphore edited = new Semaphore(0);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Map<String, List<String>> rules = new TreeMap<>();
    private final Map<String, List<String>> groups = new TreeMap<>();
    private final Map<String, String> priorities = new TreeMap<>();

    Editor(VSphereSession session, List<VmPath> ours) throws InterruptedException {
      this.session = session;
      Locator locator = new Locator(session);
      cluster = locator.find("LON/host/mgmt-01").orElseThrow();
      for (int i = 1; i <= FOREIGN + 20; i++) {
        vms.add(locator.requireVm(VcsimSite.path("foreign-%05d".formatted(i))));
      }
      for (VmPath vm : ours) {
        this.ours.add(locator.requireVm(vm));
      }
    }

    void makeForeign() throws InterruptedException {
      ClusterConfigSpecEx spec = new ClusterConfigSpecEx();
      List<ClusterRuleSpec> newRules = new ArrayList<>();
      List<ClusterGroupSpec> newGroups = new ArrayList<>();
      List<ClusterDasVmConfigSpec> overrides = new ArrayList<>();
      for (int i = 0; i < FOREIGN; i++) {
        newRules.add(rule("foreign-" + i, null, vms.get(i), vms.get(i + 1)));
        newGroups.add(group("foreign-" + i, ArrayUpdateOperation.add, vms.get(i)));
        overrides.add(override(vms.get(i), ArrayUpdateOperation.add, "low"));
      }
      spec.setRulesSpec(newRules.toArray(ClusterRuleSpec[]::new));
      spec.setGroupSpec(newGroups.toArray(ClusterGroupSpec[]::new));
      spec.setDasVmConfigSpec(overrides.toArray(ClusterDasVmConfigSpec[]::new));
      reconfigure(spec);
    }

    int editUntilStopped() throws InterruptedException {
      int edits = 0;
      while (!stopped.get()) {
        edit(edits);
        meddle(edits);
        edits++;
        edited.release();
      }
      return edits;
    }

    /** Adds, changes or removes one rule, group and override of its own. */
    private void edit(int number) throws InterruptedException {
      int slot = number % 15;
      String name = "editor-" + slot;
      ManagedObjectReference first = vms.get(FOREIGN + slot);
      ManagedObjectReference second = vms.get(FOREIGN + slot + 1 + number % 4);
      ClusterConfigSpecEx spec = new ClusterConfigSpecEx();
      Integer key = key(name);
      if (key != null && number % 3 == 0) {
        ClusterRuleSpec rule = new ClusterRuleSpec();
        rule.setOperation(ArrayUpdateOperation.remove);
        rule.setRemoveKey(key);
        ClusterGroupSpec group = new ClusterGroupSpec();
        group.setOperation(ArrayUpdateOperation.remove);
        group.setRemoveKey(name);
        ClusterDasVmConfigSpec override = new ClusterDasVmConfigSpec();
        override.setOperation(ArrayUpdateOperation.remove);
        override.setRemoveKey(first);
        set(spec, rule, group, override);
        rules.remove(name);
        groups.remove(name);
        priorities.remove(first.getVal());
      } else {
        ArrayUpdateOperation operation =
            key == null ? ArrayUpdateOperation.add : ArrayUpdateOperation.edit;
        String priority = number % 2 == 0 ? "high" : "lowest";
        set(
            spec,
            rule(name, key, first, second),
            group(name, operation, second),
            override(first, operation, priority));
        rules.put(name, List.of(first.getVal(), second.getVal()));
        groups.put(name, List.of(second.getVal()));
        priorities.put(first.getVal(), priority);
      }
      reconfigure(spec);
    }

    /** Takes away a rule of ours now and then, which may be just being changed. */
    private void meddle(int number) throws InterruptedException {
      Integer key = key("hcc");
      if (number % 4 == 0 && key != null) {
        ClusterRuleSpec rule = new ClusterRuleSpec();
        rule.setOperation(ArrayUpdateOperation.remove);
        rule.setRemoveKey(key);
        ClusterConfigSpecEx spec = new ClusterConfigSpecEx();
        spec.setRulesSpec(new ClusterRuleSpec[] {rule});
        reconfigure(spec);
      }
    }

    void assertKept(ObservedCluster after) {
      rules.forEach(
          (name, members) -> assertThat(after.rule(name).orElseThrow().vms()).isEqualTo(members));
      groups.forEach((name, members) ->
          assertThat(after.group(name).orElseThrow().members()).isEqualTo(members));
      priorities.forEach((vm, priority) ->
          assertThat(after.haOverrides())
              .containsEntry(vm, Settings.of(Map.of("restartPriority", priority))));
      assertThat(after.rules()).hasSize(FOREIGN + rules.size() + 2);
      assertThat(after.groups()).hasSize(FOREIGN + groups.size() + 2);
      assertThat(after.haOverrides()).hasSize(FOREIGN + priorities.size() + ours.size());
    }

    private @Nullable Integer key(String name) throws InterruptedException {
      ClusterConfigInfoEx configuration =
          ClusterReader.configuration(
              ClusterReader.alsoIn(new Retrieval(), cluster).read(session, "it").of(cluster), "it");
      return ClusterReader.rules(configuration).stream()
          .filter(rule -> rule.getName().equals(name))
          .map(rule -> rule.getKey())
          .findFirst()
          .orElse(null);
    }

    private void reconfigure(ClusterConfigSpecEx spec) throws InterruptedException {
      session.awaitTask(
          session.call(
              "reconfigure",
              "the cluster",
              vim -> vim.reconfigureComputeResource_Task(cluster, spec, true)),
          "reconfigure",
          "the cluster",
          Duration.ofMinutes(1));
    }

    private static void set(
        ClusterConfigSpecEx spec,
        ClusterRuleSpec rule,
        ClusterGroupSpec group,
        ClusterDasVmConfigSpec override) {
      spec.setRulesSpec(new ClusterRuleSpec[] {rule});
      spec.setGroupSpec(new ClusterGroupSpec[] {group});
      spec.setDasVmConfigSpec(new ClusterDasVmConfigSpec[] {override});
    }

    private static ClusterRuleSpec rule(
        String name, @Nullable Integer key, ManagedObjectReference... members) {
      ClusterAntiAffinityRuleSpec rule = new ClusterAntiAffinityRuleSpec();
      rule.setName(name);
      rule.setKey(key);
      rule.setEnabled(false);
      rule.setVm(members);
      ClusterRuleSpec spec = new ClusterRuleSpec();
      spec.setOperation(key == null ? ArrayUpdateOperation.add : ArrayUpdateOperation.edit);
      spec.setInfo(rule);
      return spec;
    }

    private static ClusterGroupSpec group(
        String name, ArrayUpdateOperation operation, ManagedObjectReference... members) {
      ClusterVmGroup group = new ClusterVmGroup();
      group.setName(name);
      group.setVm(members);
      ClusterGroupSpec spec = new ClusterGroupSpec();
      spec.setOperation(operation);
      spec.setInfo(group);
      return spec;
    }

    private static ClusterDasVmConfigSpec override(
        ManagedObjectReference vm, ArrayUpdateOperation operation, String priority) {
      ClusterDasVmSettings settings = new ClusterDasVmSettings();
      settings.setRestartPriority(priority);
      ClusterDasVmConfigInfo info = new ClusterDasVmConfigInfo();
      info.setKey(vm);
      info.setDasSettings(settings);
      ClusterDasVmConfigSpec spec = new ClusterDasVmConfigSpec();
      spec.setOperation(operation);
      spec.setInfo(info);
      return spec;
    }
  }
}
