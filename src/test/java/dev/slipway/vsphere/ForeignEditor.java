package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import com.vmware.vim25.ArrayUpdateOperation;
import com.vmware.vim25.ClusterAntiAffinityRuleSpec;
import com.vmware.vim25.ClusterConfigSpecEx;
import com.vmware.vim25.ClusterDasVmConfigInfo;
import com.vmware.vim25.ClusterDasVmConfigSpec;
import com.vmware.vim25.ClusterDasVmSettings;
import com.vmware.vim25.ClusterGroupSpec;
import com.vmware.vim25.ClusterRuleInfo;
import com.vmware.vim25.ClusterRuleSpec;
import com.vmware.vim25.ClusterVmGroup;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedGroup;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.Settings;
import dev.slipway.testing.Vcsim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else with a session of their own, who has {@value #MANY} rules, groups and overrides of
 * restart priorities on the cluster of a simulated vCenter, and knows what each of them is.
 */
public final class ForeignEditor implements AutoCloseable {
  private static final int MANY = 200;
  private static final int MEMBERS = 4;

  /** What the simulated vCenter has to be started with. */
  public static final String VMS = "-vms=" + (MANY + MEMBERS);

  private static final String RULES = "configurationEx.rule";
  private static final String PREFIX = "foreign-";

  private final VSphereSession session;
  private final ManagedObjectReference cluster;
  private final List<ManagedObjectReference> vms = new ArrayList<>();
  private final Map<String, List<String>> rules = new HashMap<>();
  private final Map<String, List<String>> groups = new HashMap<>();
  private final Map<String, Settings> overrides = new HashMap<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Semaphore edited = new Semaphore(0);
  private @Nullable Future<Integer> edits;

  /** Makes the rules, groups and overrides. */
  public ForeignEditor(Vcsim vcsim) throws InterruptedException {
    session = VSphereSession.open(vcsim.endpoint());
    Locator locator = new Locator(session);
    cluster = locator.find("LON/host/mgmt-01").orElseThrow();
    for (int i = 1; i <= MANY + MEMBERS; i++) {
      vms.add(locator.requireVm(VcsimSite.path("foreign-%05d".formatted(i))));
    }
    Edit all = new Edit();
    for (int slot = 0; slot < MANY; slot++) {
      all.put(slot, null, vms.get(slot + 1), "low");
    }
    reconfigure(all.spec());
  }

  /**
   * Begins to change one of each after the other, all the while: members, priorities, and whether
   * there is one.
   *
   * @param alsoOurs a rule of somebody else's to remove now and then
   */
  public void begin(@Nullable String alsoOurs) {
    edits =
        thread.submit(() -> {
          int number = 0;
          while (!stopped.get()) {
            edit(number);
            if (alsoOurs != null && number % 4 == 0) {
              removeRule(alsoOurs);
            }
            number++;
            edited.release();
          }
          return number;
        });
  }

  /** Waits for one more change since the last time this returned. */
  public void awaitEdit() throws InterruptedException {
    edited.acquire();
  }

  /** Ends the changes, and says how many there were. */
  public int end() throws InterruptedException, ExecutionException {
    stopped.set(true);
    return edits == null ? 0 : edits.get();
  }

  private void edit(int number) throws InterruptedException {
    int slot = number * 7 % MANY;
    Edit edit = new Edit();
    Integer key = key(name(slot));
    if (key != null && number % 3 == 0) {
      edit.remove(slot, key);
    } else {
      String priority = number % 2 == 0 ? "high" : "lowest";
      edit.put(slot, key, vms.get(slot + 1 + number % MEMBERS), priority);
    }
    reconfigure(edit.spec());
  }

  /** Removes a rule, whoever's it is, when there is one of that name. */
  public void removeRule(String name) throws InterruptedException {
    Integer key = key(name);
    if (key != null) {
      ClusterConfigSpecEx spec = new ClusterConfigSpecEx();
      spec.setRulesSpec(new ClusterRuleSpec[] {removal(key)});
      reconfigure(spec);
    }
  }

  /** Fails unless all that is of the editor is there, as the editor left it, and nothing more. */
  public void assertKept(ObservedCluster after) {
    assertThat(
            after.rules().stream()
                .filter(rule -> rule.name().startsWith(PREFIX))
                .collect(Collectors.toMap(ObservedRule::name, ObservedRule::vms)))
        .isEqualTo(rules);
    assertThat(after.rules())
        .filteredOn(rule -> rule.name().startsWith(PREFIX))
        .noneMatch(ObservedRule::enabled);
    assertThat(
            after.groups().stream()
                .filter(group -> group.name().startsWith(PREFIX))
                .collect(Collectors.toMap(ObservedGroup::name, ObservedGroup::members)))
        .isEqualTo(groups);
    Map<String, Settings> foreign = new HashMap<>(after.haOverrides());
    foreign.keySet().retainAll(vms.stream().map(ManagedObjectReference::getVal).toList());
    assertThat(foreign).isEqualTo(overrides);
  }

  @Override
  public void close() {
    stopped.set(true);
    thread.close();
    session.close();
  }

  private static String name(int slot) {
    return PREFIX + slot;
  }

  /** Changes in one call, which the editor remembers. */
  private final class Edit {
    private final List<ClusterRuleSpec> ruleSpecs = new ArrayList<>();
    private final List<ClusterGroupSpec> groupSpecs = new ArrayList<>();
    private final List<ClusterDasVmConfigSpec> overrideSpecs = new ArrayList<>();

    void put(int slot, @Nullable Integer key, ManagedObjectReference second, String priority) {
      ArrayUpdateOperation operation =
          key == null ? ArrayUpdateOperation.add : ArrayUpdateOperation.edit;
      ManagedObjectReference first = vms.get(slot);
      ruleSpecs.add(rule(name(slot), key, first, second));
      groupSpecs.add(group(name(slot), operation, second));
      overrideSpecs.add(override(first, operation, priority));
      rules.put(name(slot), List.of(first.getVal(), second.getVal()));
      groups.put(name(slot), List.of(second.getVal()));
      overrides.put(first.getVal(), Settings.of(Map.of("restartPriority", priority)));
    }

    void remove(int slot, int key) {
      ManagedObjectReference first = vms.get(slot);
      ruleSpecs.add(removal(key));
      ClusterGroupSpec group = new ClusterGroupSpec();
      group.setOperation(ArrayUpdateOperation.remove);
      group.setRemoveKey(name(slot));
      groupSpecs.add(group);
      ClusterDasVmConfigSpec override = new ClusterDasVmConfigSpec();
      override.setOperation(ArrayUpdateOperation.remove);
      override.setRemoveKey(first);
      overrideSpecs.add(override);
      rules.remove(name(slot));
      groups.remove(name(slot));
      overrides.remove(first.getVal());
    }

    ClusterConfigSpecEx spec() {
      ClusterConfigSpecEx spec = new ClusterConfigSpecEx();
      spec.setRulesSpec(ruleSpecs.toArray(ClusterRuleSpec[]::new));
      spec.setGroupSpec(groupSpecs.toArray(ClusterGroupSpec[]::new));
      spec.setDasVmConfigSpec(overrideSpecs.toArray(ClusterDasVmConfigSpec[]::new));
      return spec;
    }
  }

  private static ClusterRuleSpec removal(int key) {
    ClusterRuleSpec rule = new ClusterRuleSpec();
    rule.setOperation(ArrayUpdateOperation.remove);
    rule.setRemoveKey(key);
    return rule;
  }

  private @Nullable Integer key(String name) throws InterruptedException {
    Object present =
        session
            .retrieve("read", "the rules", List.of(cluster), RULES)
            .getOrDefault(cluster, Map.of())
            .get(RULES);
    return present == null
        ? null
        : Arrays.stream((ClusterRuleInfo[]) present)
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
