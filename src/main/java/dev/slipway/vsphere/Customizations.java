package dev.slipway.vsphere;

import com.vmware.vim25.CustomizationAdapterMapping;
import com.vmware.vim25.CustomizationFixedIp;
import com.vmware.vim25.CustomizationFixedName;
import com.vmware.vim25.CustomizationGlobalIPSettings;
import com.vmware.vim25.CustomizationIPSettings;
import com.vmware.vim25.CustomizationIdentitySettings;
import com.vmware.vim25.CustomizationLinuxPrep;
import com.vmware.vim25.CustomizationSpec;
import com.vmware.vim25.CustomizationSpecInfo;
import com.vmware.vim25.CustomizationSysprep;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.diag.Category;
import dev.slipway.model.GuestIdentity;
import dev.slipway.model.Lookup;
import dev.slipway.port.PortException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The customization specifications that vCenter stores. What is secret in one is encrypted with a
 * key that only vCenter has, and is handed back as it came.
 */
final class Customizations {
  private static final String INFO = "info";

  private final VSphereSession session;

  Customizations(VSphereSession session) {
    this.session = session;
  }

  /** Wants the names of all specifications in the same round trip. */
  static void alsoIn(Retrieval retrieval, VSphereSession session) {
    ManagedObjectReference all = session.content().getCustomizationSpecManager();
    retrieval.properties(all.getType(), INFO).object(all);
  }

  /** The type of the specification, such as {@code Windows}, or the names that there are. */
  static Lookup<String> observed(Retrieval.Answer answer, VSphereSession session, String name) {
    List<CustomizationSpecInfo> all =
        answer
            .of(session.content().getCustomizationSpecManager())
            .all(INFO, CustomizationSpecInfo[].class);
    return all.stream()
        .filter(info -> name.equals(info.getName()))
        .findFirst()
        .<Lookup<String>>map(info -> new Lookup.Found<>(String.valueOf(info.getType())))
        .orElseGet(() ->
            new Lookup.Missing<>(
                all.stream().map(CustomizationSpecInfo::getName).sorted().toList()));
  }

  /** The stored specification with the identity laid over it. */
  CustomizationSpec of(GuestIdentity identity) throws InterruptedException {
    String name = identity.specification();
    CustomizationSpec specification =
        session
            .call(
                "read",
                "customization specification " + name,
                vim ->
                    vim.getCustomizationSpec(session.content().getCustomizationSpecManager(), name))
            .getSpec();
    CustomizationFixedName hostName = new CustomizationFixedName();
    hostName.setName(identity.hostName());
    CustomizationIdentitySettings guest = specification.getIdentity();
    if (guest instanceof CustomizationSysprep windows && windows.getUserData() != null) {
      windows.getUserData().setComputerName(hostName);
    } else if (guest instanceof CustomizationLinuxPrep linux) {
      linux.setHostName(hostName);
      if (identity.domain() != null) {
        linux.setDomain(identity.domain());
      }
    } else {
      throw new PortException(
          Category.USER,
          "vcenter/unusable-customization",
          "customization specification " + name + " has no place for a computer name",
          "It is an answer file of its own, or of no system that vCenter customizes.",
          "Name a specification for Windows (Sysprep) or Linux.",
          null);
    }
    CustomizationGlobalIPSettings common = specification.getGlobalIPSettings();
    if (common == null) {
      common = new CustomizationGlobalIPSettings();
      specification.setGlobalIPSettings(common);
    }
    if (guest instanceof CustomizationLinuxPrep && !identity.dns().isEmpty()) {
      common.setDnsServerList(identity.dns().toArray(String[]::new));
    }
    CustomizationAdapterMapping[] adapters = specification.getNicSettingMap();
    if (adapters == null || adapters.length == 0) {
      adapters = new CustomizationAdapterMapping[] {new CustomizationAdapterMapping()};
      specification.setNicSettingMap(adapters);
    }
    adapters[0].setAdapter(addressed(adapters[0].getAdapter(), identity));
    return specification;
  }

  private static CustomizationIPSettings addressed(
      @Nullable CustomizationIPSettings stored, GuestIdentity identity) {
    CustomizationIPSettings settings = stored == null ? new CustomizationIPSettings() : stored;
    CustomizationFixedIp address = new CustomizationFixedIp();
    address.setIpAddress(identity.ip());
    settings.setIp(address);
    settings.setSubnetMask(identity.netmask());
    if (identity.gateway() != null) {
      settings.setGateway(new String[] {identity.gateway()});
    }
    if (!identity.dns().isEmpty()) {
      settings.setDnsServerList(identity.dns().toArray(String[]::new));
    }
    if (identity.domain() != null) {
      settings.setDnsDomain(identity.domain());
    }
    return settings;
  }
}
