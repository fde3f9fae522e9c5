package dev.slipway.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one blueprint can see of vCenter: only what it names.
 *
 * @param datacenter its name
 * @param pool the wanted resource pool; the root resource pool without marks and settings
 * @param datastores the wanted one, or the members of the wanted datastore cluster by their names
 * @param networks by the name that was asked for
 * @param folder the folder of the nodes, when it exists
 * @param vms the VMs of the wanted names that exist in that folder, by name
 * @param addressHolders the VMs of the datacenter that report a wanted address
 * @param vApp the vApp of the nodes, when it exists
 * @param tagCategories by the name that was asked for: the names of the tags in it
 * @param origins what the nodes are made from, as far as that is in vCenter
 * @param missingPrivileges what the user lacks; empty when vCenter could not be asked
 */
public record ObservedWorld(
    Lookup<String> datacenter,
    Lookup<ObservedCluster> cluster,
    Lookup<ObservedPool> pool,
    Lookup<List<ObservedDatastore>> datastores,
    SortedMap<String, Lookup<String>> networks,
    Optional<ObservedFolder> folder,
    SortedMap<String, ObservedVm> vms,
    List<AddressHolder> addressHolders,
    SortedMap<String, Lookup<List<String>>> tagCategories,
    Optional<ObservedVApp> vApp,
    ObservedOrigins origins,
    Optional<List<MissingPrivilege>> missingPrivileges) {
  public ObservedWorld {
    tagCategories = Collections.unmodifiableSortedMap(new TreeMap<>(tagCategories));
    networks = Collections.unmodifiableSortedMap(new TreeMap<>(networks));
    vms = Collections.unmodifiableSortedMap(new TreeMap<>(vms));
    addressHolders = List.copyOf(addressHolders);
    missingPrivileges = missingPrivileges.map(List::copyOf);
  }

  /** A world without a vApp, in which no tags were asked for. */
  public ObservedWorld(
      Lookup<String> datacenter,
      Lookup<ObservedCluster> cluster,
      Lookup<ObservedPool> pool,
      Lookup<List<ObservedDatastore>> datastores,
      SortedMap<String, Lookup<String>> networks,
      Optional<ObservedFolder> folder,
      SortedMap<String, ObservedVm> vms,
      List<AddressHolder> addressHolders,
      Optional<List<MissingPrivilege>> missingPrivileges) {
    this(
        datacenter,
        cluster,
        pool,
        datastores,
        networks,
        folder,
        vms,
        addressHolders,
        new TreeMap<>(),
        Optional.empty(),
        ObservedOrigins.NONE,
        missingPrivileges);
  }

  /**
   * The same world with tags.
   *
   * @param tags of the VMs, by their references, and by category
   */
  public ObservedWorld withTags(
      SortedMap<String, Lookup<List<String>>> newCategories,
      Map<String, Map<String, Set<String>>> tags) {
    SortedMap<String, ObservedVm> tagged = new TreeMap<>(vms);
    tagged.replaceAll((name, vm) ->
        vm.withSettings(vm.settings().withTags(tags.getOrDefault(vm.reference(), Map.of()))));
    return new ObservedWorld(
        datacenter,
        cluster,
        pool,
        datastores,
        networks,
        folder,
        tagged,
        addressHolders,
        newCategories,
        vApp,
        origins,
        missingPrivileges);
  }

  /** The same world with other VMs. */
  public ObservedWorld withVms(SortedMap<String, ObservedVm> newVms) {
    return new ObservedWorld(
        datacenter,
        cluster,
        pool,
        datastores,
        networks,
        folder,
        newVms,
        addressHolders,
        tagCategories,
        vApp,
        origins,
        missingPrivileges);
  }

  /** The same world without what others have in the cluster. */
  public ObservedWorld concerning(String blueprint) {
    return new ObservedWorld(
        datacenter,
        cluster.map(found ->
            found.concerning(
                blueprint,
                vms.values().stream().map(ObservedVm::reference).collect(Collectors.toSet()))),
        pool,
        datastores,
        networks,
        folder,
        vms,
        addressHolders,
        tagCategories,
        vApp,
        origins,
        missingPrivileges);
  }

  /** The same world whose cluster knows nothing of a VM. */
  ObservedWorld without(String reference) {
    return new ObservedWorld(
        datacenter,
        cluster.map(found -> found.without(reference)),
        pool,
        datastores,
        networks,
        folder,
        vms,
        addressHolders.stream().filter(holder -> !holder.reference().equals(reference)).toList(),
        tagCategories,
        vApp.map(found -> found.without(reference)),
        origins,
        missingPrivileges);
  }

  /** The same world with what nodes are made from. */
  public ObservedWorld withOrigins(ObservedOrigins newOrigins) {
    return new ObservedWorld(
        datacenter,
        cluster,
        pool,
        datastores,
        networks,
        folder,
        vms,
        addressHolders,
        tagCategories,
        vApp,
        newOrigins,
        missingPrivileges);
  }

  public Optional<ObservedVm> vm(String name) {
    return Optional.ofNullable(vms.get(name));
  }

  /**
   * A folder.
   *
   * @param marks custom attributes whose names begin with {@code slipway.}
   */
  public record ObservedFolder(String path, Map<String, String> marks) {
    public ObservedFolder {
      marks = Collections.unmodifiableMap(new TreeMap<>(marks));
    }
  }
}
