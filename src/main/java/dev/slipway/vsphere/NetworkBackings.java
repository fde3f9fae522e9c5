package dev.slipway.vsphere;

import com.vmware.vim25.Description;
import com.vmware.vim25.DistributedVirtualSwitchPortConnection;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.OpaqueNetworkSummary;
import com.vmware.vim25.VirtualDeviceBackingInfo;
import com.vmware.vim25.VirtualEthernetCard;
import com.vmware.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import com.vmware.vim25.VirtualEthernetCardNetworkBackingInfo;
import com.vmware.vim25.VirtualEthernetCardOpaqueNetworkBackingInfo;
import dev.slipway.diag.Category;
import dev.slipway.port.PortException;

/** What puts a network adapter into a network, by the three kinds of networks that there are. */
final class NetworkBackings {
  private static final String NAME = "name";
  private static final String SUMMARY = "summary";
  private static final String KEY = "key";
  private static final String SWITCH = "config.distributedVirtualSwitch";
  private static final String UUID = "uuid";

  private final VSphereSession session;

  NetworkBackings(VSphereSession session) {
    this.session = session;
  }

  /** The label of an adapter; empty when it has none. */
  static String label(VirtualEthernetCard card) {
    Description description = card.getDeviceInfo();
    return description == null || description.getLabel() == null ? "" : description.getLabel();
  }

  VirtualDeviceBackingInfo of(ManagedObjectReference network, String name)
      throws InterruptedException {
    Retrieval.Answer answer =
        new Retrieval()
            .properties("Network", NAME)
            .properties("OpaqueNetwork", NAME, SUMMARY)
            .properties("DistributedVirtualPortgroup", KEY, SWITCH)
            .properties("DistributedVirtualSwitch", UUID)
            .object(network, Retrieval.over("DistributedVirtualPortgroup", SWITCH))
            .read(session, "network " + name);
    Retrieval.Properties properties = answer.of(network);
    return switch (network.getType()) {
      case "DistributedVirtualPortgroup" -> {
        ManagedObjectReference owner = properties.get(SWITCH, ManagedObjectReference.class);
        DistributedVirtualSwitchPortConnection port = new DistributedVirtualSwitchPortConnection();
        port.setPortgroupKey(properties.get(KEY, String.class));
        port.setSwitchUuid(answer.of(owner).get(UUID, String.class));
        var backing = new VirtualEthernetCardDistributedVirtualPortBackingInfo();
        backing.setPort(port);
        yield backing;
      }
      case "OpaqueNetwork" -> {
        if (!(properties.get(SUMMARY, Object.class) instanceof OpaqueNetworkSummary summary)) {
          throw new PortException(
              Category.ENVIRONMENT,
              "vcenter/fault",
              "cannot use network " + name,
              "vCenter does not say what it is.",
              "",
              null);
        }
        var backing = new VirtualEthernetCardOpaqueNetworkBackingInfo();
        backing.setOpaqueNetworkId(summary.getOpaqueNetworkId());
        backing.setOpaqueNetworkType(summary.getOpaqueNetworkType());
        yield backing;
      }
      default -> {
        var backing = new VirtualEthernetCardNetworkBackingInfo();
        backing.setDeviceName(properties.get(NAME, String.class));
        yield backing;
      }
    };
  }
}
