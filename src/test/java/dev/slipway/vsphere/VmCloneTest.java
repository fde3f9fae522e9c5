package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.VirtualDevice;
import com.vmware.vim25.VirtualEthernetCard;
import dev.slipway.model.Marks;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.port.Cloning;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class VmCloneTest {
  @TempDir private Path folder;

  @Test
  void keepsTheOvfEnvironmentAndChangesWhatMustBeUnique() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000);
        VSphereSession session = VSphereSession.open(site.vcsim().endpoint())) {
      Retrieval.Properties source = read(session, site.deploy("hcc-1"));
      site.vcenter().cloneVm(cloning("hcc-2"));

      Retrieval.Properties clone = read(session, VcsimSite.path("hcc-2"));

      for (String path : List.of("config.vAppConfig.ovfEnvironmentTransport", "config.guestId")) {
        assertThat(clone.values().get(path)).isNotNull().isEqualTo(source.values().get(path));
      }
      for (String path : List.of("config.instanceUuid", "config.uuid")) {
        assertThat(clone.values().get(path)).isNotNull().isNotEqualTo(source.values().get(path));
      }
      assertThat(addresses(clone)).hasSize(1).doesNotContainAnyElementsOf(addresses(source));
      assertThat(site.uploads()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void setsThePropertiesWhetherTheCloneTakesThemOrNot(String takes) throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000, "-clone-values=" + takes)) {
      site.deploy("hcc-1");

      site.vcenter().cloneVm(cloning("hcc-2"));

      ObservedVm clone = site.vcenter().findVm(VcsimSite.path("hcc-2")).orElseThrow();
      assertThat(clone.properties()).containsEntry("ip", "10.20.0.12");
      assertThat(site.calls("ReconfigVM_Task")).isEqualTo(takes.equals("true") ? 0 : 1);
    }
  }

  @Test
  void leavesNothingBehindWhenInterrupted() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000)) {
      site.deploy("hcc-1");
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> site.vcenter().cloneVm(cloning("hcc-2")))
          .isInstanceOf(InterruptedException.class);

      Thread.interrupted();
      assertThat(site.vcenter().findVm(VcsimSite.path("hcc-2"))).isEmpty();
    }
  }

  private static Cloning cloning(String name) {
    VmPath vm = VcsimSite.path(name);
    return new Cloning(
        vm,
        VcsimSite.path("hcc-1"),
        VcsimSite.placement(),
        Map.of("ip", new Secret("10.20.0.12")),
        Marks.atBirth("hcc-london", name));
  }

  private static Retrieval.Properties read(VSphereSession session, VmPath path)
      throws InterruptedException {
    ManagedObjectReference vm = new Locator(session).requireVm(path);
    return new Retrieval()
        .properties(
            "VirtualMachine",
            "config.vAppConfig.ovfEnvironmentTransport",
            "config.guestId",
            "config.instanceUuid",
            "config.uuid",
            "config.hardware.device")
        .object(vm)
        .read(session, path.name())
        .of(vm);
  }

  private static List<String> addresses(Retrieval.Properties vm) {
    return Arrays.stream(vm.all("config.hardware.device", VirtualDevice[].class).toArray())
        .filter(VirtualEthernetCard.class::isInstance)
        .map(card -> ((VirtualEthernetCard) card).getMacAddress())
        .toList();
  }
}
