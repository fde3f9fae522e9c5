package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.AddressHolder;
import dev.slipway.model.Lookup;
import dev.slipway.model.MissingPrivilege;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedPool;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.ObservedWorld.ObservedFolder;
import dev.slipway.model.Placement;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import dev.slipway.port.ObservationQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads what one blueprint names: a find for each name, several at a time, a search for each
 * address likewise, one question for the user's privileges, then all properties with one call. How
 * large the rest of the inventory is does not matter.
 */
final class WorldReader {
  private final VSphereSession session;
  private final Locator locator;
  private final CustomAttributes attributes;
  private final VmReader vmReader;
  private final ExistingNames existing;
  private final VApps vApps;

  WorldReader(
      VSphereSession session,
      Locator locator,
      CustomAttributes attributes,
      VmReader vmReader,
      VApps vApps) {
    this.session = session;
    this.locator = locator;
    this.attributes = attributes;
    this.vmReader = vmReader;
    this.vApps = vApps;
    this.existing = new ExistingNames(session, locator);
  }

  ObservedWorld observe(ObservationQuery query) throws InterruptedException {
    Finds found = Finds.of(query, locator);
    if (found.datacenter().isEmpty()) {
      return withoutDatacenter(query.placement());
    }
    try (Concurrent<Optional<List<MissingPrivilege>>> missing =
        Concurrent.start(() -> PrivilegeQuestion.ask(session, query, found))) {
      return read(query, found, missing);
    }
  }

  private ObservedWorld read(
      ObservationQuery query, Finds found, Concurrent<Optional<List<MissingPrivilege>>> missing)
      throws InterruptedException {
    Map<String, List<ManagedObjectReference>> holders = found.holders();
    Map<String, ManagedObjectReference> vms = new TreeMap<>();
    for (String name : query.vms()) {
      found.vm(name).ifPresent(vm -> vms.put(name, vm));
    }
    if (found.vApp().isPresent()) {
      addThoseInVApp(query, vms);
    }

    Retrieval retrieval = attributes.alsoIn(new Retrieval());
    found
        .cluster()
        .ifPresent(cluster -> Networks.alsoIn(ClusterReader.alsoIn(retrieval, cluster), cluster));
    found
        .pool()
        .filter(pool -> !query.placement().resourcePool().isEmpty())
        .ifPresent(pool -> PoolEditor.alsoIn(retrieval, pool));
    found
        .folder()
        .ifPresent(folder -> retrieval.properties("Folder", "customValue").object(folder));
    found.vApp().ifPresent(vApp -> VApps.alsoIn(retrieval, vApp));
    found.storage().ifPresent(storage -> Datastores.alsoIn(retrieval, storage));
    Stream.concat(vms.values().stream(), holders.values().stream().flatMap(List::stream))
        .distinct()
        .forEach(vm -> vmReader.alsoIn(retrieval, vm, PlacementReader.alsoIn(retrieval)));
    Map<VmPath, ManagedObjectReference> templates = new HashMap<>();
    query.templates().forEach(path -> found.vm(path).ifPresent(vm -> templates.put(path, vm)));
    OriginReader.alsoIn(retrieval, query, templates, session);
    Retrieval.Answer answer = retrieval.read(session, "what the blueprint names");

    return new ObservedWorld(
        new Lookup.Found<>(InventoryPath.lastName(query.placement().datacenter())),
        cluster(found, answer),
        pool(found, answer),
        Datastores.observed(answer, found, existing),
        Networks.observed(answer, found, existing),
        folder(found, answer),
        vms(query, vms, answer, PlacementReader.of(found, answer)),
        holders(holders, answer),
        new TreeMap<>(),
        found.vApp().map(vApp -> vApps.observed(answer, vApp, vms.values())),
        new OriginReader(session, existing).observed(query, templates, answer),
        missing
            .result()
            .map(all -> attributes.areDefined(answer) ? Privileges.withoutDefining(all) : all));
  }

  /** Another round trip, where there is a vApp and nodes that are in no folder. */
  private void addThoseInVApp(ObservationQuery query, Map<String, ManagedObjectReference> vms)
      throws InterruptedException {
    Map<String, String> names = new TreeMap<>();
    query.vms().stream()
        .filter(name -> !vms.containsKey(name))
        .forEach(name ->
            InventoryPath.inVApp(query.placement().vm(name))
                .ifPresent(path -> names.put(path, name)));
    locator
        .findAll(names.keySet())
        .forEach((path, vm) -> {
          String name = names.get(path);
          if (name != null && ManagedType.VM.is(vm)) {
            vms.put(name, vm);
          }
        });
  }

  private Lookup<ObservedCluster> cluster(Finds found, Retrieval.Answer answer)
      throws InterruptedException {
    Optional<ManagedObjectReference> cluster = found.cluster().filter(answer::has);
    if (cluster.isEmpty()) {
      String datacenter = found.placement().datacenter();
      return new Lookup.Missing<>(
          found.placement().standsAlone()
              ? existing.loneHosts(datacenter)
              : existing.clusters(datacenter));
    }
    String name = InventoryPath.lastName(found.placement().computeResource());
    return new Lookup.Found<>(ClusterReader.observed(answer, cluster.get(), name));
  }

  private Lookup<ObservedPool> pool(Finds found, Retrieval.Answer answer)
      throws InterruptedException {
    Placement placement = found.placement();
    if (placement.resourcePool().isEmpty()) {
      return new Lookup.Found<>(new ObservedPool("", Map.of(), Settings.NONE));
    }
    Optional<ManagedObjectReference> pool = found.pool().filter(answer::has);
    return pool.isPresent()
        ? new Lookup.Found<>(
            PoolEditor.observed(answer, pool.get(), placement.resourcePool(), attributes))
        : new Lookup.Missing<>(existing.pools(placement.datacenter(), placement.computeResource()));
  }

  private List<AddressHolder> holders(
      Map<String, List<ManagedObjectReference>> holders, Retrieval.Answer answer) {
    List<AddressHolder> observed = new ArrayList<>();
    new TreeMap<>(holders)
        .forEach((address, vms) ->
            vms.stream()
                .flatMap(vm -> vmReader.observed(answer, vm, Set.of(), Set.of()).stream())
                .map(vm -> new AddressHolder(address, vm.reference(), vm.name(), vm.poweredOn()))
                .sorted(
                    Comparator.comparing(AddressHolder::name)
                        .thenComparing(AddressHolder::reference))
                .forEach(observed::add));
    return observed;
  }

  private Optional<ObservedFolder> folder(Finds found, Retrieval.Answer answer) {
    return found
        .folder()
        .filter(answer::has)
        .map(folder ->
            new ObservedFolder(
                found.placement().folder(), attributes.marks(answer, answer.of(folder))));
  }

  private SortedMap<String, ObservedVm> vms(
      ObservationQuery query,
      Map<String, ManagedObjectReference> vms,
      Retrieval.Answer answer,
      PlacementReader placements) {
    SortedMap<String, ObservedVm> observed = new TreeMap<>();
    vms.forEach((name, vm) ->
        vmReader
            .observed(answer, vm, query.extraConfig(), query.customAttributes())
            .ifPresent(seen -> observed.put(name, seen.at(placements.observed(answer, vm)))));
    return observed;
  }

  private ObservedWorld withoutDatacenter(Placement placement) throws InterruptedException {
    SortedMap<String, Lookup<String>> networks = new TreeMap<>();
    for (String network : placement.networks().values()) {
      networks.put(network, new Lookup.Missing<>(List.of()));
    }
    return new ObservedWorld(
        new Lookup.Missing<>(existing.datacenters()),
        new Lookup.Missing<>(List.of()),
        new Lookup.Missing<>(List.of()),
        new Lookup.Missing<>(List.of()),
        networks,
        Optional.empty(),
        new TreeMap<>(),
        List.of(),
        Optional.of(List.of()));
  }
}
