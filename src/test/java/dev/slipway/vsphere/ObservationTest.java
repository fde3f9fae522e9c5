package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Placement;
import dev.slipway.port.ObservationQuery;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ObservationTest {
  @TempDir private Path folder;

  @Test
  void costsTheSameHoweverLargeTheInventoryIs() throws Exception {
    int few = callsToObserve("-vms=10");
    int many = callsToObserve("-vms=1000");

    assertThat(many).isEqualTo(few);
    // Datacenter, cluster, datastore, folder, network and three VMs, then one read of all.
    assertThat(few).isEqualTo(9);
  }

  @Test
  void logsOut() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000)) {
      assertThat(site.sessions()).isEqualTo(1);

      site.vcenter().close();

      assertThat(site.sessions()).isZero();
    }
  }

  @Test
  void describesVersionAndAddress() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000)) {
      assertThat(site.vcenter().description())
          .matches("vCenter \\d+\\.\\d+\\.\\d+ at https://127\\.0\\.0\\.1:\\d+");
    }
  }

  @Test
  void findsDistributedPortGroups() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000, "-network=horizon-mgmt,dv:dvpg-01")) {
      ObservedWorld world =
          site.vcenter()
              .observe(
                  new ObservationQuery(
                      new Placement(
                          "LON",
                          "mgmt-01",
                          "vsan-01",
                          "",
                          Map.of("one", "dvpg-01", "two", "dvs-01", "three", "dvpg-1")),
                      List.of()));

      Lookup<String> missing = new Lookup.Missing<>(List.of("dvpg-01", "horizon-mgmt"));
      assertThat(world.networks().get("dvpg-01")).isEqualTo(new Lookup.Found<>("dvpg-01"));
      assertThat(world.networks().get("dvs-01")).isInstanceOf(Lookup.Missing.class);
      assertThat(world.networks().get("dvpg-1")).isNotNull().isInstanceOf(missing.getClass());
    }
  }

  private int callsToObserve(String flag) throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000, flag)) {
      int before = site.calls();
      ObservedWorld world =
          site.vcenter()
              .observe(
                  new ObservationQuery(
                      VcsimSite.placement(),
                      List.of("foreign-00001", "foreign-00002", "hcc-lon-1")));
      assertThat(world.vms()).containsOnlyKeys("foreign-00001", "foreign-00002");
      return site.calls() - before;
    }
  }
}
