package dev.slipway.vsphere;

import com.vmware.vim25.DatastoreSummary;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedDatastore;
import dev.slipway.model.Placement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the datastore that VMs go to, or those of the datastore cluster. */
final class Datastores {
  private static final String SUMMARY = "summary";
  private static final String MEMBERS = "childEntity";

  private Datastores() {}

  /** Adds a datastore, or a datastore cluster with its members, to what is read. */
  static Retrieval alsoIn(Retrieval retrieval, ManagedObjectReference storage) {
    return retrieval
        .properties("Datastore", HostProperties.NAME, SUMMARY)
        .properties("StoragePod", MEMBERS)
        .object(storage, Retrieval.over("StoragePod", MEMBERS));
  }

  /** As they were read; without, the names of those that exist, which takes round trips. */
  static Lookup<List<ObservedDatastore>> observed(
      Retrieval.Answer answer, Finds found, ExistingNames existing) throws InterruptedException {
    Placement placement = found.placement();
    Optional<ManagedObjectReference> storage = found.storage().filter(answer::has);
    if (storage.isEmpty()) {
      return new Lookup.Missing<>(
          placement.isOnDatastoreCluster()
              ? existing.datastoreClusters(placement.datacenter())
              : existing.datastores(placement.datacenter()));
    }
    return new Lookup.Found<>(
        placement.isOnDatastoreCluster()
            ? answer.of(storage.get()).all(MEMBERS, ManagedObjectReference[].class).stream()
                .filter(ManagedType.DATASTORE::is)
                .map(answer::of)
                .map(member ->
                    datastore(
                        String.valueOf(member.get(HostProperties.NAME, String.class)), member))
                .sorted(Comparator.comparing(ObservedDatastore::name))
                .toList()
            : List.of(
                datastore(
                    InventoryPath.lastName(placement.datastore()), answer.of(storage.get()))));
  }

  private static ObservedDatastore datastore(String name, Retrieval.Properties datastore) {
    DatastoreSummary summary = datastore.get(SUMMARY, DatastoreSummary.class);
    return summary == null
        ? new ObservedDatastore(name, null, true)
        : new ObservedDatastore(
            name, summary.getFreeSpace(), summary.isAccessible() && !isInMaintenance(summary));
  }

  private static boolean isInMaintenance(DatastoreSummary summary) {
    return summary.getMaintenanceMode() != null && !summary.getMaintenanceMode().equals("normal");
  }
}
