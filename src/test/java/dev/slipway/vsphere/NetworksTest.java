package dev.slipway.vsphere;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.VirtualDevice;
import com.vmware.vim25.VirtualDeviceBackingInfo;
import com.vmware.vim25.VirtualEthernetCard;
import com.vmware.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import com.vmware.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.slipway.model.Lookup;
import dev.slipway.model.Marks;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.Placement;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.port.Deployment;
import dev.slipway.port.ObservationQuery;
import dev.slipway.port.PortException;
import dev.slipway.testing.TinyPackage;
import dev.slipway.testing.Vcsim;
import java.nio.file.Path;
import java.util.List;
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

  @Test
  void aNameStandsForThePortGroupOfTheHostsThatNodesRunOn() throws Exception {
    try (VcsimSite site =
        new VcsimSite(
            folder,
            1_000,
            "-cluster=mgmt-01,edge-01",
            "-network=dv:edge-vds/app@edge-01,dv:mgmt-vds/app@mgmt-01,dv:edge-vds/dmz@edge-01")) {
      assertThat(observed(site, "app")).isEqualTo(new Lookup.Found<>("app"));
      assertThat(switchOf(site, deployed(site, "vm-1", "app"))).isEqualTo("mgmt-vds");

      assertThat(existing(site, "dmz")).contains("app").doesNotContain("dmz", "edge-vds/app");
    }
  }

  @Test
  void portGroupsOfOneNameAreToldApartByTheirSwitches() throws Exception {
    try (VcsimSite site =
        new VcsimSite(folder, 1_000, "-network=dv:dvs-1/app,dv:dvs-2/app,dv:dvs-2/dmz")) {
      assertThat(observed(site, "app"))
          .isEqualTo(new Lookup.Ambiguous<>(List.of("dvs-1/app", "dvs-2/app")));
      assertThat(existing(site, "web")).contains("dvs-1/app", "dvs-2/app", "dmz");

      assertThat(observed(site, "dvs-2/app")).isEqualTo(new Lookup.Found<>("app"));
      assertThat(switchOf(site, deployed(site, "vm-1", "dvs-1/app"))).isEqualTo("dvs-1");
      assertThat(switchOf(site, deployed(site, "vm-2", "dvs-2/app"))).isEqualTo("dvs-2");
      assertThat(switchOf(site, deployed(site, "vm-3", "dmz"))).isEqualTo("dvs-2");
      assertThatThrownBy(() -> deployed(site, "vm-4", "app"))
          .isInstanceOfSatisfying(
              PortException.class,
              e -> {
                assertThat(e.code()).isEqualTo("vcenter/ambiguous");
                assertThat(e.toDiagnostic().detail()).contains("dvs-1/app and dvs-2/app");
              });
    }
  }

  @Test
  void aNetworkThatThePlacementNamesInTwoWaysIsSeenUnderBoth() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000, "-network=dv:dvs-1/app")) {
      var unused = deployed(site, "vm-1", "app");
      Placement placement =
          placement("app").withNetworks(Map.of(TinyPackage.NETWORK, "app", "eth1", "dvs-1/app"));

      ObservedVm seen =
          requireNonNull(
              site.vcenter()
                  .observe(new ObservationQuery(placement, List.of("vm-1")))
                  .vms()
                  .get("vm-1"));

      assertThat(requireNonNull(seen.placement()).networks()).containsExactly("app", "dvs-1/app");
    }
  }

  @Test
  void portGroupsOfOneNameOnOneSwitchAreToldApartByTheirIds() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000, "-network=dv:dvs-1/app,dv:dvs-1/app")) {
      Lookup<String> seen = observed(site, "app");
      List<String> names = seen.choices();
      assertThat(seen).isEqualTo(new Lookup.Ambiguous<>(names));
      assertThat(names).hasSize(2).allMatch(name -> name.startsWith("app#"));

      for (String name : names) {
        assertThat(deployed(site, "vm-" + name.substring(4), name))
            .isInstanceOfSatisfying(
                VirtualEthernetCardDistributedVirtualPortBackingInfo.class,
                backing ->
                    assertThat("app#" + backing.getPort().getPortgroupKey()).isEqualTo(name));
      }
    }
  }

  private static Lookup<String> observed(VcsimSite site, String network) throws Exception {
    return requireNonNull(
        site.vcenter()
            .observe(new ObservationQuery(placement(network), List.of()))
            .networks()
            .get(network));
  }

  private static List<String> existing(VcsimSite site, String network) throws Exception {
    return observed(site, network) instanceof Lookup.Missing<String>(List<String> names)
        ? names
        : List.of();
  }

  private static String switchOf(VcsimSite site, VirtualDeviceBackingInfo backing)
      throws Exception {
    String key =
        ((VirtualEthernetCardDistributedVirtualPortBackingInfo) backing)
            .getPort()
            .getPortgroupKey();
    ManagedObjectReference portGroup = new ManagedObjectReference();
    portGroup.setType("DistributedVirtualPortgroup");
    portGroup.setVal(key);
    String owner = "config.distributedVirtualSwitch";
    try (VSphereSession session = VSphereSession.open(site.vcsim().endpoint())) {
      Retrieval.Answer answer =
          new Retrieval()
              .properties("DistributedVirtualPortgroup", owner)
              .properties("DistributedVirtualSwitch", "name")
              .object(portGroup, Retrieval.over("DistributedVirtualPortgroup", owner))
              .read(session, "the switch");
      return requireNonNull(
          answer
              .of(answer.of(portGroup).get(owner, ManagedObjectReference.class))
              .get("name", String.class));
    }
  }

  private static Placement placement(String network) {
    return new Placement("LON", "mgmt-01", "vsan-01", "", Map.of(TinyPackage.NETWORK, network));
  }

  private VirtualDeviceBackingInfo deployed(VcsimSite site, String name, String network)
      throws Exception {
    Placement placement = placement(network);
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
