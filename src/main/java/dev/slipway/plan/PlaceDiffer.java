package dev.slipway.plan;

import dev.slipway.model.ObservedDatastore;
import dev.slipway.model.ObservedPlacement;
import dev.slipway.model.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares where a VM stands with where it was to be made, in what the placement names. */
final class PlaceDiffer {
  private PlaceDiffer() {}

  /**
   * Compares.
   *
   * @param observed null when it is not known, so that nothing differs
   * @param members of the datastore cluster, if the placement names one
   * @return a phrase for each difference, such as {@code on the datastore nfs-01 instead of
   *     vsan-01}
   */
  static List<String> compare(
      Placement wanted, @Nullable ObservedPlacement observed, List<ObservedDatastore> members) {
    List<String> differences = new ArrayList<>();
    if (observed == null) {
      return differences;
    }
    String pool = observed.resourcePool();
    if (pool != null
        && !wanted.resourcePool().isEmpty()
        && !pool.equals(wanted.resourcePool())
        && !pool.equals(wanted.vApp())) {
      differences.add(
          "in the %s instead of %s"
              .formatted(
                  pool.isEmpty() ? "root resource pool" : "resource pool " + pool,
                  wanted.resourcePool()));
    }
    if (!observed.datastores().isEmpty()
        && datastores(wanted, members).noneMatch(observed.datastores()::contains)) {
      differences.add(
          "on the datastore %s instead of %s"
              .formatted(
                  String.join(" and ", observed.datastores()),
                  wanted.isOnDatastoreCluster() ? wanted.datastoreCluster() : wanted.datastore()));
    }
    Set<String> missing = new TreeSet<>(wanted.networks().values());
    observed.networks().forEach(missing::remove);
    if (!observed.networks().isEmpty() && !missing.isEmpty()) {
      Set<String> others = new TreeSet<>(observed.networks());
      others.removeAll(wanted.networks().values());
      differences.add(
          others.isEmpty()
              ? "not in the network " + String.join(" and ", missing)
              : "in the network %s instead of %s"
                  .formatted(String.join(" and ", others), String.join(" and ", missing)));
    }
    return differences;
  }

  private static Stream<String> datastores(Placement wanted, List<ObservedDatastore> members) {
    return wanted.isOnDatastoreCluster()
        ? members.stream().map(ObservedDatastore::name)
        : Stream.of(wanted.datastore());
  }
}
