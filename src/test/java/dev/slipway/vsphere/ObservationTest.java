package dev.slipway.vsphere;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Lookup;
import dev.slipway.model.Marks;
import dev.slipway.model.MissingPrivilege;
import dev.slipway.model.MissingPrivilege.Place;
import dev.slipway.model.MissingPrivilege.Purpose;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Placement;
import dev.slipway.port.ObservationQuery;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
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
    // Datacenter, cluster, pool, datastore, both folders, network and three VMs are looked for, and
    // two addresses; one question for the privileges, then one read of all.
    assertThat(few).isEqualTo(14);
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

  @Test
  void namesThePrivilegesThatAreMissing() throws Exception {
    try (VcsimSite site =
        new VcsimSite(
            folder,
            1_000,
            "-deny=Datastore:Datastore.AllocateSpace,ResourcePool:VApp.Import,"
                + "ClusterComputeResource:VApp.Import,Folder:Folder.Create,Datastore:Folder.Create,"
                + "Folder:Global.ManageCustomFields")) {
      List<MissingPrivilege> always =
          List.of(
              new MissingPrivilege("Folder.Create", Purpose.LOCK, Place.LOCKS, ""),
              new MissingPrivilege("Folder.Create", Purpose.CREATE_FOLDER, Place.FOLDER, ""),
              new MissingPrivilege("VApp.Import", Purpose.DEPLOY, Place.POOL, ""),
              new MissingPrivilege(
                  "Datastore.AllocateSpace", Purpose.DEPLOY, Place.DATASTORE, "vsan-01"),
              new MissingPrivilege(
                  "Datastore.AllocateSpace", Purpose.CLONE_TEMPLATE, Place.DATASTORE, "vsan-01"));
      List<MissingPrivilege> first =
          Stream.of(Purpose.LOCK, Purpose.MARK)
              .map(purpose ->
                  new MissingPrivilege("Global.ManageCustomFields", purpose, Place.VCENTER, ""))
              .toList();

      assertThat(missing(site, "a/b"))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(always.stream(), first.stream()).toList());
      assertThat(site.calls("HasPrivilegeOnEntities")).isEqualTo(1);

      site.vcenter()
          .createFolder(
              "LON",
              "a",
              new TreeMap<>(Marks.ALL.stream().collect(toMap(name -> name, name -> "x"))));
      assertThat(missing(site, "")).containsExactlyInAnyOrderElementsOf(always);
      assertThat(missing(site, "a/b"))
          .extracting(MissingPrivilege::name)
          .containsExactlyInAnyOrder("", "", "a", "vsan-01", "vsan-01");
    }
  }

  private static List<MissingPrivilege> missing(VcsimSite site, String folder)
      throws InterruptedException {
    Placement there = VcsimSite.placement();
    return site.vcenter()
        .observe(
            new ObservationQuery(
                new Placement(
                    there.datacenter(),
                    there.cluster(),
                    there.datastore(),
                    folder,
                    there.networks()),
                List.of()))
        .missingPrivileges()
        .orElseThrow();
  }

  private int callsToObserve(String flag) throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000, flag)) {
      int before = site.calls();
      ObservedWorld world =
          site.vcenter()
              .observe(
                  new ObservationQuery(
                      VcsimSite.placement(),
                      List.of("foreign-00001", "foreign-00002", "hcc-lon-1"),
                      List.of("10.20.0.11", "10.20.0.12")));
      assertThat(world.vms()).containsOnlyKeys("foreign-00001", "foreign-00002");
      return site.calls() - before;
    }
  }
}
