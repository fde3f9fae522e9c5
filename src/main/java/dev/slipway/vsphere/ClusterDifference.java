package dev.slipway.vsphere;

import static java.util.Objects.requireNonNull;

import com.vmware.vim25.ArrayUpdateOperation;
import com.vmware.vim25.ClusterAntiAffinityRuleSpec;
import com.vmware.vim25.ClusterConfigInfoEx;
import com.vmware.vim25.ClusterConfigSpecEx;
import com.vmware.vim25.ClusterDasConfigInfo;
import com.vmware.vim25.ClusterDasVmConfigInfo;
import com.vmware.vim25.ClusterDasVmConfigSpec;
import com.vmware.vim25.ClusterDasVmSettings;
import com.vmware.vim25.ClusterDrsConfigInfo;
import com.vmware.vim25.ClusterRuleInfo;
import com.vmware.vim25.ClusterRuleSpec;
import com.vmware.vim25.DasVmPriority;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.diag.Category;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterReconfiguration.AntiAffinityRule;
import dev.slipway.model.ClusterReconfiguration.HaChange;
import dev.slipway.model.RestartPriority;
import dev.slipway.model.VmPath;
import dev.slipway.port.PortException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to be sent so that a cluster becomes as wanted: only fields that differ, since with
 * {@code modify=true} vCenter leaves alone what a specification leaves unset.
 *
 * @param vms the VMs that the wanted changes name
 */
record ClusterDifference(
    ClusterConfigInfoEx configuration, Map<VmPath, ManagedObjectReference> vms) {

  /** The specification; empty when nothing differs. */
  Optional<ClusterConfigSpecEx> spec(ClusterReconfiguration change) {
    ClusterDasConfigInfo ha = ha(change.ha());
    ClusterDrsConfigInfo drs = drs(change.enableDrs());
    List<ClusterDasVmConfigSpec> overrides = overrides(change.restartPriorities());
    List<ClusterRuleSpec> rules = rules(change);
    if (ha == null && drs == null && overrides.isEmpty() && rules.isEmpty()) {
      return Optional.empty();
    }
    ClusterConfigSpecEx spec = new ClusterConfigSpecEx();
    spec.setDasConfig(ha);
    spec.setDrsConfig(drs);
    if (!overrides.isEmpty()) {
      spec.setDasVmConfigSpec(overrides.toArray(ClusterDasVmConfigSpec[]::new));
    }
    if (!rules.isEmpty()) {
      spec.setRulesSpec(rules.toArray(ClusterRuleSpec[]::new));
    }
    return Optional.of(spec);
  }

  private @Nullable ClusterDasConfigInfo ha(@Nullable HaChange wanted) {
    if (wanted == null) {
      return null;
    }
    ClusterDasConfigInfo current =
        Objects.requireNonNullElseGet(configuration.getDasConfig(), ClusterDasConfigInfo::new);
    ClusterDasConfigInfo change = new ClusterDasConfigInfo();
    boolean changed = false;
    if (differs(wanted.enabled(), current.getEnabled())) {
      change.setEnabled(wanted.enabled());
      changed = true;
    }
    if (differs(wanted.hostMonitoring(), ClusterReader.hostMonitoring(current))) {
      change.setHostMonitoring(requireNonNull(wanted.hostMonitoring()) ? "enabled" : "disabled");
      changed = true;
    }
    if (wanted.vmMonitoring() != null
        && differs(wanted.vmMonitoring().apiName(), current.getVmMonitoring())) {
      change.setVmMonitoring(wanted.vmMonitoring().apiName());
      changed = true;
    }
    if (differs(wanted.admissionControl(), current.getAdmissionControlEnabled())) {
      change.setAdmissionControlEnabled(wanted.admissionControl());
      changed = true;
    }
    return changed ? change : null;
  }

  private @Nullable ClusterDrsConfigInfo drs(boolean enable) {
    ClusterDrsConfigInfo current = configuration.getDrsConfig();
    if (!enable || (current != null && Boolean.TRUE.equals(current.getEnabled()))) {
      return null;
    }
    ClusterDrsConfigInfo change = new ClusterDrsConfigInfo();
    change.setEnabled(true);
    return change;
  }

  private List<ClusterDasVmConfigSpec> overrides(Map<VmPath, RestartPriority> wanted) {
    List<ClusterDasVmConfigSpec> specs = new ArrayList<>();
    wanted.forEach((path, priority) -> {
      ManagedObjectReference vm = requireNonNull(vms.get(path));
      Optional<ClusterDasVmConfigInfo> current =
          ClusterReader.overrides(configuration).stream()
              .filter(override -> override.getKey().equals(vm))
              .findFirst();
      if (!current.map(ClusterReader::restartPriority).equals(Optional.of(priority.apiName()))) {
        specs.add(override(vm, priority, current.orElse(null)));
      }
    });
    return specs;
  }

  private static ClusterDasVmConfigSpec override(
      ManagedObjectReference vm,
      RestartPriority priority,
      @Nullable ClusterDasVmConfigInfo current) {
    ClusterDasVmConfigInfo info = current == null ? new ClusterDasVmConfigInfo() : current;
    info.setKey(vm);
    if (info.getDasSettings() == null) {
      info.setDasSettings(new ClusterDasVmSettings());
    }
    info.getDasSettings().setRestartPriority(priority.apiName());
    if (info.getRestartPriority() != null) {
      // The deprecated twin of the same setting must not contradict it.
      info.setRestartPriority(DasVmPriority.valueOf(priority.apiName()));
    }
    ClusterDasVmConfigSpec spec = new ClusterDasVmConfigSpec();
    spec.setOperation(current == null ? ArrayUpdateOperation.add : ArrayUpdateOperation.edit);
    spec.setInfo(info);
    return spec;
  }

  private List<ClusterRuleSpec> rules(ClusterReconfiguration change) {
    List<ClusterRuleSpec> specs = new ArrayList<>();
    for (AntiAffinityRule wanted : change.putRules()) {
      put(wanted, current(wanted.name())).ifPresent(specs::add);
    }
    for (String name : change.removeRules()) {
      current(name).map(ClusterDifference::remove).ifPresent(specs::add);
    }
    return specs;
  }

  private Optional<ClusterRuleSpec> put(
      AntiAffinityRule wanted, Optional<ClusterAntiAffinityRuleSpec> current) {
    List<ManagedObjectReference> members =
        wanted.vms().stream().map(vm -> requireNonNull(vms.get(vm))).distinct().toList();
    if (current.isPresent() && isSame(current.get(), wanted, members)) {
      return Optional.empty();
    }
    ClusterAntiAffinityRuleSpec rule = new ClusterAntiAffinityRuleSpec();
    current.ifPresent(existing -> {
      rule.setKey(existing.getKey());
      rule.setRuleUuid(existing.getRuleUuid());
      rule.setUserCreated(existing.getUserCreated());
    });
    rule.setName(wanted.name());
    rule.setEnabled(true);
    rule.setMandatory(wanted.mandatory());
    rule.setVm(members.toArray(ManagedObjectReference[]::new));
    ClusterRuleSpec spec = new ClusterRuleSpec();
    spec.setOperation(current.isPresent() ? ArrayUpdateOperation.edit : ArrayUpdateOperation.add);
    spec.setInfo(rule);
    return Optional.of(spec);
  }

  private static boolean isSame(
      ClusterAntiAffinityRuleSpec current,
      AntiAffinityRule wanted,
      List<ManagedObjectReference> members) {
    Set<String> wantedIds = new HashSet<>();
    members.forEach(member -> wantedIds.add(member.getVal()));
    return Boolean.TRUE.equals(current.getEnabled())
        && Boolean.TRUE.equals(current.getMandatory()) == wanted.mandatory()
        && Set.copyOf(ClusterReader.vms(current)).equals(wantedIds);
  }

  private static ClusterRuleSpec remove(ClusterAntiAffinityRuleSpec rule) {
    ClusterRuleSpec spec = new ClusterRuleSpec();
    spec.setOperation(ArrayUpdateOperation.remove);
    spec.setRemoveKey(rule.getKey());
    return spec;
  }

  private Optional<ClusterAntiAffinityRuleSpec> current(String name) {
    for (ClusterRuleInfo rule : ClusterReader.rules(configuration)) {
      if (name.equals(rule.getName())) {
        if (rule instanceof ClusterAntiAffinityRuleSpec ours) {
          return Optional.of(ours);
        }
        throw new PortException(
            Category.CONFLICT,
            "vcenter/foreign-rule",
            "Rule " + name + " is not an anti-affinity rule",
            "A rule of another kind has that name, so Slipway leaves it alone.",
            "Give the blueprint another name, or rename the rule in vCenter.",
            null);
      }
    }
    return Optional.empty();
  }

  private static <T> boolean differs(@Nullable T wanted, @Nullable T current) {
    return wanted != null && !wanted.equals(current);
  }
}
