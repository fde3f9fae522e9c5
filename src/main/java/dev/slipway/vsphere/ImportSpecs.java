package dev.slipway.vsphere;

import com.vmware.vim25.ImportSpec;
import com.vmware.vim25.KeyValue;
import com.vmware.vim25.LocalizedMethodFault;
import com.vmware.vim25.OptionValue;
import com.vmware.vim25.OvfCreateImportSpecParams;
import com.vmware.vim25.OvfCreateImportSpecResult;
import com.vmware.vim25.OvfFileItem;
import com.vmware.vim25.OvfNetworkMapping;
import com.vmware.vim25.VirtualMachineConfigSpec;
import com.vmware.vim25.VirtualMachineImportSpec;
import dev.slipway.diag.Category;
import dev.slipway.model.Secret;
import dev.slipway.ovf.HiddenProperties;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.port.Deployment;
import dev.slipway.port.PortException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lets vCenter turn an OVF descriptor into the specification of a VM. */
final class ImportSpecs {
  private final VSphereSession session;

  ImportSpecs(VSphereSession session) {
    this.session = session;
  }

  /**
   * The specification of the VM.
   *
   * @throws PortException with everything that vCenter finds wrong with package and parameters
   */
  OvfCreateImportSpecResult create(Deployment deployment, ImportTarget target)
      throws InterruptedException {
    OvfCreateImportSpecResult result =
        session.call(
            "create the import specification of",
            InventoryPath.display(deployment.vm()),
            vim ->
                vim.createImportSpec(
                    session.content().getOvfManager(),
                    HiddenProperties.open(
                        deployment.ovfPackage().descriptorText(), deployment.hiddenProperties()),
                    target.pool(),
                    target.datastore(),
                    parameters(deployment, target)));
    List<String> errors = texts(result.getError());
    if (!errors.isEmpty()) {
      throw refused(deployment, String.join(" ", errors));
    }
    if (!(result.getImportSpec() instanceof VirtualMachineImportSpec)) {
      throw refused(deployment, "The package does not describe exactly one VM.");
    }
    return result;
  }

  /** What vCenter warns of, in its own words. */
  List<String> warnings(OvfCreateImportSpecResult result) {
    return texts(result.getWarning());
  }

  /** The files that have to be uploaded. */
  static List<OvfFileItem> files(OvfCreateImportSpecResult result) {
    return result.getFileItem() == null ? List.of() : List.of(result.getFileItem());
  }

  /** Lets the VM have these entries of extra configuration from its first moment. */
  void addExtraConfig(OvfCreateImportSpecResult result, Map<String, String> entries) {
    ImportSpec spec = result.getImportSpec();
    if (!(spec instanceof VirtualMachineImportSpec vm)) {
      throw new IllegalArgumentException("not the specification of a VM");
    }
    VirtualMachineConfigSpec configuration = vm.getConfigSpec();
    List<OptionValue> options = new ArrayList<>();
    if (configuration.getExtraConfig() != null) {
      options.addAll(List.of(configuration.getExtraConfig()));
    }
    options.addAll(options(entries));
    configuration.setExtraConfig(options.toArray(OptionValue[]::new));
  }

  /** Entries of extra configuration in the form of the API. */
  static List<OptionValue> options(Map<String, String> entries) {
    return new TreeMap<>(entries)
        .entrySet().stream()
            .map(entry -> {
              OptionValue option = new OptionValue();
              option.setKey(entry.getKey());
              option.setValue(entry.getValue());
              return option;
            })
            .toList();
  }

  private static OvfCreateImportSpecParams parameters(Deployment deployment, ImportTarget target) {
    OvfCreateImportSpecParams parameters = new OvfCreateImportSpecParams();
    parameters.setLocale("");
    parameters.setDeploymentOption(
        deployment.deploymentOption() == null ? "" : deployment.deploymentOption());
    parameters.setEntityName(deployment.vm().name());
    parameters.setDiskProvisioning(deployment.diskProvisioning());
    parameters.setNetworkMapping(networks(deployment, target));
    parameters.setPropertyMapping(properties(deployment.properties()));
    return parameters;
  }

  /** Only networks of this package: others of the same inventory file are not its business. */
  private static OvfNetworkMapping[] networks(Deployment deployment, ImportTarget target) {
    return deployment.ovfPackage().descriptor().networks().stream()
        .map(OvfDescriptor.Network::name)
        .filter(target.networks()::containsKey)
        .map(name -> {
          OvfNetworkMapping mapping = new OvfNetworkMapping();
          mapping.setName(name);
          mapping.setNetwork(target.networks().get(name));
          return mapping;
        })
        .toArray(OvfNetworkMapping[]::new);
  }

  private static KeyValue[] properties(Map<String, Secret> properties) {
    return new TreeMap<>(properties)
        .entrySet().stream()
            .map(property -> {
              KeyValue mapping = new KeyValue();
              mapping.setKey(property.getKey());
              mapping.setValue(property.getValue().reveal());
              return mapping;
            })
            .toArray(KeyValue[]::new);
  }

  private static List<String> texts(LocalizedMethodFault @Nullable [] faults) {
    return faults == null
        ? List.of()
        : List.of(faults).stream().map(Faults::text).distinct().collect(Collectors.toList());
  }

  private static PortException refused(Deployment deployment, String detail) {
    return new PortException(
        Category.USER,
        "vcenter/import-refused",
        "vCenter refuses the package of VM " + InventoryPath.display(deployment.vm()),
        detail,
        "Compare the blueprint with what slipway inspect says of the package.",
        null);
  }
}
