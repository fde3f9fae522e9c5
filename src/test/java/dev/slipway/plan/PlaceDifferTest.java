package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Observed;
import dev.slipway.model.ObservedDatastore;
import dev.slipway.model.ObservedPlacement;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.Placement;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlaceDifferTest {
  private static final Placement WANTED = placement("vsan-01", "", null);
  private static final ObservedPlacement THERE =
      new ObservedPlacement("Management", List.of("vsan-01"), List.of("app", "dmz"));

  @Test
  void findsNothingWhereAVmStandsAsWanted() {
    assertThat(differences(WANTED, THERE)).isEmpty();
    assertThat(differences(WANTED, null)).isEmpty();
  }

  @Test
  void findsNothingWhereTheUserMayNotLook() {
    assertThat(differences(WANTED, new ObservedPlacement(null, List.of(), List.of()))).isEmpty();
  }

  @Test
  void takesMoreDatastoresAndNetworksForAdditions() {
    assertThat(
            differences(
                WANTED,
                new ObservedPlacement(
                    "Management", List.of("iso", "vsan-01"), List.of("app", "dmz", "extra"))))
        .isEmpty();
  }

  @Test
  void saysWhatStandsElsewhere() {
    assertThat(
            differences(
                WANTED, new ObservedPlacement("Test", List.of("nfs-01"), List.of("app", "test"))))
        .containsExactly(
            "in the resource pool Test instead of Management",
            "on the datastore nfs-01 instead of vsan-01",
            "in the network test instead of dmz");
    assertThat(differences(WANTED, new ObservedPlacement("", List.of("vsan-01"), List.of("app"))))
        .containsExactly(
            "in the root resource pool instead of Management", "not in the network dmz");
  }

  @Test
  void leavesThePoolToTheVApp() {
    assertThat(
            differences(
                placement("vsan-01", "", "app"),
                new ObservedPlacement("app", List.of("vsan-01"), List.of("app", "dmz"))))
        .isEmpty();
  }

  @Test
  void aVAppMayBeCalledLikeThePool() {
    assertThat(differences(placement("vsan-01", "", "Management"), THERE)).isEmpty();
  }

  @Test
  void takesAnyMemberOfADatastoreCluster() {
    Placement onCluster = placement("pod-01/nfs-11", "pod-01", null);

    assertThat(differences(onCluster, on("nfs-12"))).isEmpty();
    assertThat(differences(onCluster, on("nfs-99")))
        .containsExactly("on the datastore nfs-99 instead of pod-01");
  }

  @Test
  void aNodeThatStandsElsewhereIsToldAndNotMoved() {
    Observed converged = Fixtures.converged(true);
    SortedMap<String, ObservedVm> vms = new TreeMap<>(converged.world().vms());
    vms.computeIfPresent(
        "hcc-lon-1",
        (name, vm) -> vm.at(new ObservedPlacement("", List.of("nfs-01"), List.of("horizon-mgmt"))));

    Plan plan =
        Planner.plan(
            Fixtures.desired(true),
            new Observed(converged.world().withVms(vms), converged.sequences()));

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.diagnostics())
        .singleElement()
        .satisfies(told -> {
          assertThat(told.code()).isEqualTo("plan/stands-elsewhere");
          assertThat(told.detail())
              .isEqualTo("It is on the datastore nfs-01 instead of vsan-01. Slipway moves no VM.");
        });
  }

  private static ObservedPlacement on(String datastore) {
    return new ObservedPlacement("Management", List.of(datastore), List.of("app", "dmz"));
  }

  private static Placement placement(
      String datastore, String datastoreCluster, @Nullable String vApp) {
    return new Placement(
        "LON",
        "mgmt-01",
        "",
        "Management",
        datastore,
        datastoreCluster,
        "Horizon",
        vApp,
        Map.of("VM Network", "app", "Other", "dmz"));
  }

  private static List<String> differences(Placement wanted, @Nullable ObservedPlacement observed) {
    return PlaceDiffer.compare(
        wanted,
        observed,
        List.of(
            new ObservedDatastore("nfs-11", 1L, true), new ObservedDatastore("nfs-12", 1L, true)));
  }
}
