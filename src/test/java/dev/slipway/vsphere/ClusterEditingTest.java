package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.vmware.vim25.ArrayUpdateOperation;
import com.vmware.vim25.ClusterAffinityRuleSpec;
import com.vmware.vim25.ClusterAntiAffinityRuleSpec;
import com.vmware.vim25.ClusterConfigInfoEx;
import com.vmware.vim25.ClusterConfigSpecEx;
import com.vmware.vim25.ClusterDasConfigInfo;
import com.vmware.vim25.ClusterDasVmConfigInfo;
import com.vmware.vim25.ClusterDasVmConfigSpec;
import com.vmware.vim25.ClusterDasVmSettings;
import com.vmware.vim25.ClusterGroupSpec;
import com.vmware.vim25.ClusterRuleInfo;
import com.vmware.vim25.ClusterRuleSpec;
import com.vmware.vim25.ClusterVmGroup;
import com.vmware.vim25.ClusterVmToolsMonitoringSettings;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.diag.Category;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.RuleType;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import dev.slipway.port.ObservationQuery;
import dev.slipway.port.PortException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Settings that are not ours, which no port method can make, survive what we change. */
@Timeout(120)
final class ClusterEditingTest {
  private static final Settings DRS_ON = Settings.of(Map.of("enabled", "true"));
  private static final Settings HIGH = Settings.of(Map.of("restartPriority", "high"));
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir private Path folder;
  private VcsimSite site;
  private VSphereSession session;
  private ManagedObjectReference cluster;
  private VmPath ours;
  private VmPath theirs;

  @BeforeEach
  void settingsOfOthers() throws IOException, InterruptedException {
    site = new VcsimSite(folder, 1_000);
    session = VSphereSession.open(site.vcsim().endpoint());
    cluster = new Locator(session).find("LON/host/mgmt-01").orElseThrow();
    ours = site.deploy("ours");
    theirs = site.deploy("theirs");

    ClusterDasConfigInfo ha = new ClusterDasConfigInfo();
    ha.setEnabled(true);
    ha.setHBDatastoreCandidatePolicy("allFeasibleDsWithUserPreference");
    ha.setDefaultVmSettings(settings("medium", "shutdown", 40));
    ClusterAffinityRuleSpec together = new ClusterAffinityRuleSpec();
    together.setName("together");
    together.setEnabled(false);
    together.setVm(new ManagedObjectReference[] {reference(ours), reference(theirs)});
    ClusterAntiAffinityRuleSpec apart = new ClusterAntiAffinityRuleSpec();
    apart.setName("apart");
    apart.setEnabled(false);
    apart.setVm(new ManagedObjectReference[] {reference(ours), reference(theirs)});
    ClusterConfigSpecEx spec = new ClusterConfigSpecEx();
    spec.setDasConfig(ha);
    spec.setRulesSpec(new ClusterRuleSpec[] {add(together), add(apart)});
    spec.setDasVmConfigSpec(
        new ClusterDasVmConfigSpec[] {
          add(reference(ours), settings("low", "powerOff", 50)),
          add(reference(theirs), settings("lowest", "none", 60))
        });
    reconfigure(spec);
  }

  @AfterEach
  void close() throws IOException {
    if (session != null) {
      session.close();
      site.close();
    }
  }

  @Test
  void changesWhatIsNamedInOneCallAndNothingElse() throws Exception {
    ClusterConfigInfoEx before = configuration();
    int calls = reconfigurations();

    site.vcenter()
        .reconfigure(
            new ClusterReconfiguration(
                "LON",
                "mgmt-01",
                Settings.of(
                    Map.of(
                        "hostMonitoring", "false",
                        "vmMonitoring", "vmMonitoringOnly",
                        "admissionControl", "true")),
                DRS_ON,
                Map.of(ours, HIGH),
                Map.of(),
                List.of(ClusterRule.antiAffinity("hcc-london", List.of(ours, theirs), false)),
                List.of("no-such-rule")));

    assertThat(reconfigurations() - calls).isEqualTo(1);
    ClusterConfigInfoEx after = configuration();
    assertThat(after.getDasConfig())
        .usingRecursiveComparison()
        .ignoringFields("hostMonitoring", "vmMonitoring", "admissionControlEnabled")
        .isEqualTo(before.getDasConfig());
    assertThat(after.getDrsConfig())
        .usingRecursiveComparison()
        .ignoringFields("enabled")
        .isEqualTo(before.getDrsConfig());
    assertThat(override(after, ours))
        .usingRecursiveComparison()
        .ignoringFields("dasSettings.restartPriority", "restartPriority")
        .isEqualTo(override(before, ours));
    assertThat(override(after, ours).getDasSettings().getRestartPriority()).isEqualTo("high");
    assertThat(override(after, theirs))
        .usingRecursiveComparison()
        .isEqualTo(override(before, theirs));
    assertThat(after.getRule()).hasSize(3);
    for (String foreign : List.of("together", "apart")) {
      assertThat(rule(after, foreign)).usingRecursiveComparison().isEqualTo(rule(before, foreign));
    }
  }

  @Test
  void keepsTheIdentityOfARuleThatItEdits() throws Exception {
    ClusterRuleInfo before = rule(configuration(), "apart");

    put("apart");

    ClusterRuleInfo after = rule(configuration(), "apart");
    assertThat(after.getKey()).isEqualTo(before.getKey());
    assertThat(after.getRuleUuid()).isEqualTo(before.getRuleUuid());
    assertThat(after.getEnabled()).isTrue();
  }

  @Test
  void callsNothingWhenNothingDiffers() throws Exception {
    ClusterReconfiguration change =
        new ClusterReconfiguration(
            "LON",
            "mgmt-01",
            Settings.of(
                Map.of(
                    "enabled", "true",
                    "hostMonitoring", "true",
                    "vmMonitoring", "vmMonitoringOnly",
                    "admissionControl", "true")),
            DRS_ON,
            Map.of(ours, HIGH),
            Map.of(),
            List.of(ClusterRule.antiAffinity("hcc-london", List.of(ours, theirs), true)),
            List.of("no-such-rule"));
    site.vcenter().reconfigure(change);
    int calls = reconfigurations();

    site.vcenter().reconfigure(change);

    assertThat(reconfigurations()).isEqualTo(calls);
  }

  @Test
  void leavesAGroupOfAnotherKindAlone() throws Exception {
    String host =
        site.vcenter()
            .observe(new ObservationQuery(VcsimSite.placement(), List.of()))
            .cluster()
            .found()
            .orElseThrow()
            .hosts()
            .getFirst()
            .name();
    ClusterRule rule =
        new ClusterRule(
            "r", RuleType.VM_HOST_AFFINITY, List.of(ours), List.of(host), List.of(), true);
    ClusterVmGroup group = new ClusterVmGroup();
    group.setName("r" + ClusterRule.HOST_GROUP);
    group.setVm(new ManagedObjectReference[] {reference(theirs)});
    ClusterGroupSpec add = new ClusterGroupSpec();
    add.setOperation(ArrayUpdateOperation.add);
    add.setInfo(group);
    ClusterConfigSpecEx spec = new ClusterConfigSpecEx();
    spec.setGroupSpec(new ClusterGroupSpec[] {add});
    reconfigure(spec);

    PortException refused =
        catchThrowableOfType(
            PortException.class,
            () ->
                site.vcenter()
                    .reconfigure(
                        ClusterReconfiguration.rules("LON", "mgmt-01", List.of(rule), List.of())));

    assertThat(refused.code()).isEqualTo("vcenter/foreign-group");
    assertThat(configuration().getGroup()).hasSize(1);
  }

  private void reconfigure(ClusterConfigSpecEx spec) throws InterruptedException {
    session.awaitTask(
        session.call(
            "reconfigure",
            "the cluster",
            vim -> vim.reconfigureComputeResource_Task(cluster, spec, true)),
        "reconfigure",
        "the cluster",
        SOON);
  }

  @Test
  void leavesARuleOfAnotherKindAlone() throws Exception {
    ClusterRuleInfo before = rule(configuration(), "together");

    PortException put = catchThrowableOfType(PortException.class, () -> put("together"));

    assertThat(put.code()).isEqualTo("vcenter/foreign-rule");
    assertThat(put.category()).isEqualTo(Category.CONFLICT);
    assertThat(rule(configuration(), "together")).usingRecursiveComparison().isEqualTo(before);
  }

  private void put(String rule) throws InterruptedException {
    site.vcenter()
        .reconfigure(
            ClusterReconfiguration.rules(
                "LON",
                "mgmt-01",
                List.of(ClusterRule.antiAffinity(rule, List.of(ours, theirs), false)),
                List.of()));
  }

  private int reconfigurations() throws IOException {
    return site.calls("ReconfigureComputeResource_Task");
  }

  private ClusterConfigInfoEx configuration() throws InterruptedException {
    return ClusterReader.configuration(
        ClusterReader.alsoIn(new Retrieval(), cluster).read(session, "the cluster").of(cluster),
        "mgmt-01");
  }

  private ManagedObjectReference reference(VmPath vm) throws InterruptedException {
    return new Locator(session).requireVm(vm);
  }

  private ClusterDasVmConfigInfo override(ClusterConfigInfoEx configuration, VmPath vm)
      throws InterruptedException {
    ManagedObjectReference reference = reference(vm);
    return ClusterReader.haOverrides(configuration).stream()
        .filter(override -> override.getKey().equals(reference))
        .findFirst()
        .orElseThrow();
  }

  private static ClusterRuleInfo rule(ClusterConfigInfoEx configuration, String name) {
    return ClusterReader.rules(configuration).stream()
        .filter(rule -> rule.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static ClusterDasVmSettings settings(
      String priority, String isolationResponse, int failureInterval) {
    ClusterVmToolsMonitoringSettings monitoring = new ClusterVmToolsMonitoringSettings();
    monitoring.setVmMonitoring("vmMonitoringOnly");
    monitoring.setFailureInterval(failureInterval);
    ClusterDasVmSettings settings = new ClusterDasVmSettings();
    settings.setRestartPriority(priority);
    settings.setIsolationResponse(isolationResponse);
    settings.setVmToolsMonitoringSettings(monitoring);
    return settings;
  }

  private static ClusterRuleSpec add(ClusterRuleInfo rule) {
    ClusterRuleSpec spec = new ClusterRuleSpec();
    spec.setOperation(ArrayUpdateOperation.add);
    spec.setInfo(rule);
    return spec;
  }

  private static ClusterDasVmConfigSpec add(
      ManagedObjectReference vm, ClusterDasVmSettings settings) {
    ClusterDasVmConfigInfo info = new ClusterDasVmConfigInfo();
    info.setKey(vm);
    info.setDasSettings(settings);
    ClusterDasVmConfigSpec spec = new ClusterDasVmConfigSpec();
    spec.setOperation(ArrayUpdateOperation.add);
    spec.setInfo(info);
    return spec;
  }
}
