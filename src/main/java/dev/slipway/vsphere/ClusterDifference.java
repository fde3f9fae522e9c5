package dev.slipway.vsphere;

import static java.util.Objects.requireNonNull;

import com.vmware.vim25.ArrayUpdateOperation;
import com.vmware.vim25.ClusterConfigInfoEx;
import com.vmware.vim25.ClusterConfigSpecEx;
import com.vmware.vim25.ClusterDasConfigInfo;
import com.vmware.vim25.ClusterDasVmConfigInfo;
import com.vmware.vim25.ClusterDasVmConfigSpec;
import com.vmware.vim25.ClusterDrsConfigInfo;
import com.vmware.vim25.ClusterDrsVmConfigInfo;
import com.vmware.vim25.ClusterDrsVmConfigSpec;
import com.vmware.vim25.ClusterGroupSpec;
import com.vmware.vim25.ClusterRuleSpec;
import com.vmware.vim25.DasVmPriority;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterSettings;
import dev.slipway.model.Setting;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has to be sent so that a cluster becomes as wanted: only what differs, since with {@code
 * modify=true} vCenter leaves alone what a specification leaves unset. Entries of lists (overrides,
 * rules, groups) are sent one by one under the keys that were read, so that those of others never
 * are.
 *
 * @param names of the cluster's hosts and datastores
 * @param vms the VMs that the wanted changes name
 */
record ClusterDifference(
    ClusterConfigInfoEx configuration,
    Map<ManagedObjectReference, String> names,
    Map<VmPath, ManagedObjectReference> vms) {

  /** The specification; empty when nothing differs. */
  Optional<ClusterConfigSpecEx> spec(ClusterReconfiguration change) {
    NewerTypes.ClusterConfigSpecEx spec = new NewerTypes.ClusterConfigSpecEx();
    spec.setDasConfig(ha(change.ha()));
    SettingsInData.write(
        spec,
        ClusterSettings.DEFAULT_READINESS,
        change.ha().differingFrom(Readiness.ofCluster(configuration)),
        this::reference);
    spec.vmOrchestrationSpec =
        unlessEmpty(
            Readiness.difference(change.haOverrides(), configuration, vms),
            NewerTypes.ClusterVmOrchestrationSpec[]::new);
    spec.setDrsConfig(drs(change.drs()));
    spec.setDasVmConfigSpec(
        unlessEmpty(haOverrides(change.haOverrides()), ClusterDasVmConfigSpec[]::new));
    spec.setDrsVmConfigSpec(
        unlessEmpty(drsOverrides(change.drsOverrides()), ClusterDrsVmConfigSpec[]::new));
    RuleDifference rules =
        new RuleDifference(
            configuration,
            names,
            vm -> requireNonNull(vms.get(vm)),
            host -> reference("HostSystem", host));
    rules.add(change);
    spec.setRulesSpec(unlessEmpty(rules.rules(), ClusterRuleSpec[]::new));
    spec.setGroupSpec(unlessEmpty(rules.groups(), ClusterGroupSpec[]::new));
    boolean isEmpty =
        DataShape.of(spec.getClass()).members().stream()
            .allMatch(member -> member.get(spec) == null);
    return isEmpty ? Optional.empty() : Optional.of(spec);
  }

  private static <T> T @Nullable [] unlessEmpty(List<T> items, IntFunction<T[]> array) {
    return items.isEmpty() ? null : items.toArray(array);
  }

  private @Nullable ClusterDasConfigInfo ha(Settings wanted) {
    Settings differing =
        wanted.in(ClusterSettings.DAS).differingFrom(ClusterReader.ha(configuration, names));
    if (differing.hasNone()) {
      return null;
    }
    ClusterDasConfigInfo change = new ClusterDasConfigInfo();
    String type = wanted.value(ClusterSettings.POLICY_TYPE);
    if (type != null && hasPolicy(differing)) {
      ClusterDasConfigInfo current = configuration.getDasConfig();
      change.setAdmissionControlPolicy(
          SettingsInData.policy(
              type, current == null ? null : current.getAdmissionControlPolicy()));
    }
    SettingsInData.write(change, ClusterSettings.DAS, differing, this::reference);
    return change;
  }

  /** A policy is one object of one of three types, so that it is sent as a whole. */
  private static boolean hasPolicy(Settings settings) {
    return Stream.concat(settings.values().keySet().stream(), settings.names().keySet().stream())
        .anyMatch(path -> path.startsWith("admissionControlPolicy."));
  }

  private ManagedObjectReference reference(Setting setting, String name) {
    return reference(
        setting.path().equals(ClusterSettings.HEARTBEAT_DATASTORE) ? "Datastore" : "HostSystem",
        name);
  }

  private ManagedObjectReference reference(String type, String name) {
    return names.entrySet().stream()
        .filter(entry -> entry.getKey().getType().equals(type) && entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> Locator.missing(type.equals("Datastore") ? "datastore" : "host", name));
  }

  private @Nullable ClusterDrsConfigInfo drs(Settings wanted) {
    Settings differing = wanted.differingFrom(ClusterReader.drs(configuration));
    if (differing.hasNone()) {
      return null;
    }
    ClusterDrsConfigInfo change = new ClusterDrsConfigInfo();
    SettingsInData.write(change, ClusterSettings.DRS, differing, this::reference);
    return change;
  }

  private List<ClusterDasVmConfigSpec> haOverrides(Map<VmPath, Settings> wanted) {
    List<ClusterDasVmConfigSpec> specs = new ArrayList<>();
    wanted.forEach((path, settings) -> {
      ManagedObjectReference vm = requireNonNull(vms.get(path));
      Optional<ClusterDasVmConfigInfo> current =
          ClusterReader.haOverrides(configuration).stream()
              .filter(override -> override.getKey().equals(vm))
              .findFirst();
      Settings differing =
          settings
              .in(ClusterSettings.DAS_OVERRIDE)
              .differingFrom(current.map(ClusterReader::override).orElse(Settings.NONE));
      if (!differing.hasNone()) {
        specs.add(override(vm, differing, current.orElse(null)));
      }
    });
    return specs;
  }

  private ClusterDasVmConfigSpec override(
      ManagedObjectReference vm, Settings settings, @Nullable ClusterDasVmConfigInfo current) {
    ClusterDasVmConfigInfo info = current == null ? new ClusterDasVmConfigInfo() : current;
    info.setKey(vm);
    if (info.getDasSettings() == null) {
      info.setDasSettings(new NewerTypes.ClusterDasVmSettings());
    }
    SettingsInData.write(
        info.getDasSettings(), ClusterSettings.DAS_OVERRIDE, settings, this::reference);
    String priority = settings.value("restartPriority");
    if (info.getRestartPriority() != null && priority != null) {
      info.setRestartPriority(twin(priority));
    }
    ClusterDasVmConfigSpec spec = new ClusterDasVmConfigSpec();
    spec.setOperation(current == null ? ArrayUpdateOperation.add : ArrayUpdateOperation.edit);
    spec.setInfo(info);
    return spec;
  }

  /** The deprecated twin of the same setting, which knows fewer words, must not contradict it. */
  private static DasVmPriority twin(String priority) {
    return DasVmPriority.valueOf(priority.replaceFirst("est$", ""));
  }

  private List<ClusterDrsVmConfigSpec> drsOverrides(Map<VmPath, Settings> wanted) {
    List<ClusterDrsVmConfigSpec> specs = new ArrayList<>();
    wanted.forEach((path, settings) -> {
      ManagedObjectReference vm = requireNonNull(vms.get(path));
      Optional<ClusterDrsVmConfigInfo> current =
          ClusterReader.drsOverrides(configuration).stream()
              .filter(override -> override.getKey().equals(vm))
              .findFirst();
      if (!settings
          .differingFrom(current.map(ClusterReader::override).orElse(Settings.NONE))
          .hasNone()) {
        ClusterDrsVmConfigInfo info = new ClusterDrsVmConfigInfo();
        info.setKey(vm);
        boolean disabled = "disabled".equals(settings.value("automationLevel"));
        info.setEnabled(!disabled);
        if (!disabled) {
          SettingsInData.write(info, ClusterSettings.DRS_OVERRIDE, settings, this::reference);
        }
        ClusterDrsVmConfigSpec spec = new ClusterDrsVmConfigSpec();
        spec.setOperation(
            current.isPresent() ? ArrayUpdateOperation.edit : ArrayUpdateOperation.add);
        spec.setInfo(info);
        specs.add(spec);
      }
    });
    return specs;
  }
}
