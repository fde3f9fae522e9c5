package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.VirtualDevice;
import com.vmware.vim25.VirtualDeviceBackingInfo;
import com.vmware.vim25.VirtualEthernetCard;
import com.vmware.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import com.vmware.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.slipway.model.Marks;
import dev.slipway.model.Placement;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.port.Deployment;
import dev.slipway.testing.TinyPackage;
import dev.slipway.testing.Vcsim;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the adapters of deployed VMs are put into. */
class NetworksTest {
  @TempDir private Path folder;

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void adaptersAreInPortGroupsOfBothKinds() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000, "-network=horizon-mgmt,dv:dmz")) {
      assertThat(deployed(site, "vm-1", "dmz"))
          .isInstanceOfSatisfying(
              VirtualEthernetCardDistributedVirtualPortBackingInfo.class,
              backing ->
                  assertThat(backing.getPort().getPortgroupKey()).startsWith("dvportgroup-"));
      assertThat(deployed(site, "vm-2", "horizon-mgmt"))
          .isInstanceOfSatisfying(
              VirtualEthernetCardNetworkBackingInfo.class,
              backing -> assertThat(backing.getDeviceName()).isEqualTo("horizon-mgmt"));
    }
  }

  private VirtualDeviceBackingInfo deployed(VcsimSite site, String name, String network)
      throws Exception {
    Placement placement =
        new Placement("LON", "mgmt-01", "vsan-01", "", Map.of(TinyPackage.NETWORK, network));
    VmPath vm = placement.vm(name);
    try (OvfPackage ovfPackage = site.tiny().open()) {
      var unused =
          site.vcenter()
              .deploy(
                  new Deployment(
                      vm,
                      placement,
                      ovfPackage,
                      null,
                      null,
                      Map.of("ip", new Secret("10.20.0.11")),
                      Marks.atBirth("hcc-london", name)),
                  (sent, total) -> {});
    }
    try (VSphereSession session = VSphereSession.open(site.vcsim().endpoint())) {
      ManagedObjectReference found = new Locator(session).requireVm(vm);
      return new Retrieval()
              .properties("VirtualMachine", "config.hardware.device")
              .object(found)
              .read(session, "the VM")
              .of(found)
              .all("config.hardware.device", VirtualDevice[].class)
              .stream()
              .filter(VirtualEthernetCard.class::isInstance)
              .map(VirtualDevice::getBacking)
              .findFirst()
              .orElseThrow();
    }
  }
}
