package dev.slipway.vsphere;

import static java.util.Objects.requireNonNull;

import com.vmware.vim25.ArrayUpdateOperation;
import com.vmware.vim25.ClusterConfigInfoEx;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.ClusterSettings;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import dev.slipway.vsphere.NewerTypes.ClusterVmOrchestrationInfo;
import dev.slipway.vsphere.NewerTypes.ClusterVmOrchestrationSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * When vSphere HA counts VMs as ready, so that it restarts those that wait for them. To blueprints
 * this is a part of vSphere HA; the API, since 6.5, keeps it in lists of its own.
 */
final class Readiness {
  private Readiness() {}

  /** What VMs without an override have. */
  static Settings ofCluster(ClusterConfigInfoEx configuration) {
    return SettingsInData.read(configuration, ClusterSettings.DEFAULT_READINESS, Map.of());
  }

  /** What single VMs have of their own. */
  static Map<ManagedObjectReference, Settings> ofVms(ClusterConfigInfoEx configuration) {
    Map<ManagedObjectReference, Settings> settings = new LinkedHashMap<>();
    if (configuration instanceof NewerTypes.ClusterConfigInfoEx newer
        && newer.vmOrchestration != null) {
      for (ClusterVmOrchestrationInfo info : newer.vmOrchestration) {
        settings.put(
            requireNonNull(info.vm),
            SettingsInData.read(info, ClusterSettings.READINESS, Map.of()));
      }
    }
    return settings;
  }

  /** What of the wanted differs from what is, to be sent. */
  static List<ClusterVmOrchestrationSpec> difference(
      Map<VmPath, Settings> wanted,
      ClusterConfigInfoEx configuration,
      Map<VmPath, ManagedObjectReference> vms) {
    Map<ManagedObjectReference, Settings> current = ofVms(configuration);
    List<ClusterVmOrchestrationSpec> specs = new ArrayList<>();
    wanted.forEach((path, settings) -> {
      ManagedObjectReference vm = requireNonNull(vms.get(path));
      Settings differing =
          settings
              .in(ClusterSettings.READINESS)
              .differingFrom(current.getOrDefault(vm, Settings.NONE));
      if (!differing.hasNone()) {
        ClusterVmOrchestrationInfo info = new ClusterVmOrchestrationInfo();
        info.vm = vm;
        SettingsInData.write(
            info,
            ClusterSettings.READINESS,
            current.getOrDefault(vm, Settings.NONE).overriddenBy(differing),
            (setting, name) -> {
              throw new IllegalArgumentException(setting.path() + " names nothing");
            });
        ClusterVmOrchestrationSpec spec = new ClusterVmOrchestrationSpec();
        spec.setOperation(
            current.containsKey(vm) ? ArrayUpdateOperation.edit : ArrayUpdateOperation.add);
        spec.info = info;
        specs.add(spec);
      }
    });
    return specs;
  }
}
