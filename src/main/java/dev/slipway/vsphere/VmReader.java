package dev.slipway.vsphere;

import com.vmware.vim25.GuestNicInfo;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.OptionValue;
import com.vmware.vim25.SelectionSpec;
import com.vmware.vim25.VAppPropertyInfo;
import com.vmware.vim25.VirtualMachinePowerState;
import dev.slipway.model.ObservedSettings;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.VmSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads VMs: the properties that Slipway looks at, and nothing else of them. */
final class VmReader {
  static final String ADDRESS = "guest.ipAddress";
  static final String NICS = "guest.net";
  static final String TOOLS = "guest.toolsRunningStatus";

  private final VSphereSession session;
  private final CustomAttributes attributes;

  VmReader(VSphereSession session, CustomAttributes attributes) {
    this.session = session;
    this.attributes = attributes;
  }

  /**
   * Adds a VM, and the name of its host, to what is read.
   *
   * @param onwards where else the way leads from it
   */
  Retrieval alsoIn(
      Retrieval retrieval, ManagedObjectReference vm, Stream<? extends SelectionSpec> onwards) {
    SelectionSpec host = Retrieval.over("VirtualMachine", "runtime.host");
    return retrieval
        .properties(
            "VirtualMachine",
            "name",
            "runtime.powerState",
            "runtime.host",
            ADDRESS,
            NICS,
            TOOLS,
            "customValue",
            "config.extraConfig",
            "config.vAppConfig.property",
            "config.annotation",
            "config.hardware.numCPU",
            "config.hardware.memoryMB",
            "config.cpuAllocation.reservation",
            "config.memoryAllocation.reservation",
            VmSnapshots.PROPERTY)
        .properties("HostSystem", HostProperties.ALL)
        .object(vm, Stream.concat(Stream.of(host), onwards).toArray(SelectionSpec[]::new));
  }

  /** The VM now; empty when it is gone. */
  Optional<ObservedVm> read(ManagedObjectReference vm, String name) throws InterruptedException {
    Retrieval.Answer answer =
        attributes.alsoIn(alsoIn(new Retrieval(), vm, Stream.empty())).read(session, "VM " + name);
    return observed(answer, vm, Set.of(), Set.of());
  }

  /** The VM as it was read, with those settings; empty when it was gone. */
  Optional<ObservedVm> observed(
      Retrieval.Answer answer,
      ManagedObjectReference vm,
      Set<String> extraConfig,
      Set<String> customAttributes) {
    if (!answer.has(vm)) {
      return Optional.empty();
    }
    Retrieval.Properties properties = answer.of(vm);
    ManagedObjectReference host = properties.get("runtime.host", ManagedObjectReference.class);
    String name = properties.get("name", String.class);
    return Optional.of(
        new ObservedVm(
            vm.getVal(),
            name == null ? "" : InventoryPath.unescape(name),
            isOn(properties),
            answer.of(host).get(HostProperties.NAME, String.class),
            attributes.marks(answer, properties),
            options(properties, key -> key.startsWith(CustomAttributes.PREFIX)),
            vappProperties(properties),
            properties.get(TOOLS, String.class),
            addresses(properties),
            new ObservedSettings(
                properties.get("config.hardware.numCPU", Integer.class),
                mebibytes(properties.get("config.hardware.memoryMB", Integer.class)),
                properties.get("config.cpuAllocation.reservation", Long.class),
                properties.get("config.memoryAllocation.reservation", Long.class),
                properties.get("config.annotation", String.class),
                options(properties, extraConfig::contains),
                attributes.values(answer, properties, customAttributes::contains),
                Map.of()),
            !VmSnapshots.find(properties, VmSnapshot.BEFORE_CHANGE).isEmpty(),
            null));
  }

  private static @Nullable Long mebibytes(@Nullable Integer number) {
    return number == null ? null : number.longValue();
  }

  /** Whether {@code runtime.powerState} says that it is on; suspended is not on. */
  static boolean isOn(Retrieval.Properties properties) {
    return properties.get("runtime.powerState", VirtualMachinePowerState.class)
        == VirtualMachinePowerState.poweredOn;
  }

  /** All addresses that the guest reports, the one that VMware Tools prefer first. */
  static List<String> addresses(Retrieval.Properties properties) {
    Set<String> addresses = new LinkedHashSet<>();
    String preferred = properties.get(ADDRESS, String.class);
    if (preferred != null && !preferred.isEmpty()) {
      addresses.add(preferred);
    }
    for (GuestNicInfo nic : properties.all(NICS, GuestNicInfo[].class)) {
      if (nic.getIpAddress() != null) {
        addresses.addAll(List.of(nic.getIpAddress()));
      }
    }
    return new ArrayList<>(addresses);
  }

  private static Map<String, String> options(
      Retrieval.Properties properties, Predicate<String> wanted) {
    Map<String, String> options = new TreeMap<>();
    for (OptionValue option : properties.all("config.extraConfig", OptionValue[].class)) {
      if (wanted.test(option.getKey()) && option.getValue() instanceof String value) {
        options.put(option.getKey(), value);
      }
    }
    return options;
  }

  private static Map<String, String> vappProperties(Retrieval.Properties properties) {
    Map<String, String> values = new TreeMap<>();
    for (VAppPropertyInfo property :
        properties.all("config.vAppConfig.property", VAppPropertyInfo[].class)) {
      if (!isPassword(property)) {
        values.put(key(property), effectiveValue(property));
      }
    }
    return values;
  }

  /** The form of the key that {@code OvfCreateImportSpecParams.propertyMapping} uses. */
  static String key(VAppPropertyInfo property) {
    StringBuilder key = new StringBuilder();
    if (isSet(property.getClassId())) {
      key.append(property.getClassId()).append('.');
    }
    key.append(property.getId());
    if (isSet(property.getInstanceId())) {
      key.append('.').append(property.getInstanceId());
    }
    return key.toString();
  }

  /** What the guest gets to see: an empty value lets the default through. */
  static String effectiveValue(VAppPropertyInfo property) {
    if (isSet(property.getValue())) {
      return property.getValue();
    }
    return isSet(property.getDefaultValue()) ? property.getDefaultValue() : "";
  }

  /** The type is {@code password}, or {@code password(min..max)}. */
  static boolean isPassword(VAppPropertyInfo property) {
    return property.getType() != null && property.getType().startsWith("password");
  }

  private static boolean isSet(@Nullable String text) {
    return text != null && !text.isEmpty();
  }
}
