package dev.slipway.vsphere;

import com.vmware.vim25.DatastoreSummary;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.AddressHolder;
import dev.slipway.model.Lookup;
import dev.slipway.model.MissingPrivilege;
import dev.slipway.model.MissingPrivilege.Place;
import dev.slipway.model.MissingPrivilege.Purpose;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedDatastore;
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
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what one blueprint names: a find for each name, several at a time, a search for each
 * address likewise, one question for the user's privileges, then all properties with one call. How
 * large the rest of the inventory is does not matter.
 */
final class WorldReader {
  private static final String SUMMARY = "summary";
  private static final String MEMBERS = "childEntity";

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
    Found found = new Found(query.placement(), locator.findAll(paths(query)));
    Optional<ManagedObjectReference> datacenter = found.datacenter();
    if (datacenter.isEmpty()) {
      return withoutDatacenter(query.placement());
    }
    try (Concurrent<Optional<List<MissingPrivilege>>> missing =
        Concurrent.start(() -> Privileges.missing(session, asked(query, found), purposes(query)))) {
      return read(query, found, datacenter.get(), missing);
    }
  }

  private ObservedWorld read(
      ObservationQuery query,
      Found found,
      ManagedObjectReference datacenter,
      Concurrent<Optional<List<MissingPrivilege>>> missing)
      throws InterruptedException {
    Map<String, List<ManagedObjectReference>> holders =
        locator.holders(datacenter, query.addresses());
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
    found
        .storage()
        .ifPresent(storage ->
            retrieval
                .properties("Datastore", HostProperties.NAME, SUMMARY)
                .properties("StoragePod", MEMBERS)
                .object(storage, Retrieval.over("StoragePod", MEMBERS)));
    Stream.concat(vms.values().stream(), holders.values().stream().flatMap(List::stream))
        .distinct()
        .forEach(vm -> vmReader.alsoIn(retrieval, vm));
    Map<VmPath, ManagedObjectReference> templates = new HashMap<>();
    query.templates().forEach(path -> found.vm(path).ifPresent(vm -> templates.put(path, vm)));
    OriginReader.alsoIn(retrieval, query, templates, session);
    Retrieval.Answer answer = retrieval.read(session, "what the blueprint names");

    return new ObservedWorld(
        new Lookup.Found<>(lastName(query.placement().datacenter())),
        cluster(found, answer),
        pool(found, answer),
        datastores(found, answer),
        networks(found, answer),
        folder(found, answer),
        vms(query, vms, answer),
        holders(holders, answer),
        new TreeMap<>(),
        found.vApp().map(vApp -> vApps.observed(answer, vApp, vms.values())),
        new OriginReader(session, existing).observed(query, templates, answer),
        missing.result().map(all -> attributes.areDefined(answer) ? withoutDefining(all) : all));
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

  /** A vCenter may not know the privileges of tags as we do, which must not hide the others. */
  private static Set<Purpose> purposes(ObservationQuery query) {
    return query.tagCategories().isEmpty()
        ? EnumSet.complementOf(EnumSet.of(Purpose.TAG))
        : EnumSet.allOf(Purpose.class);
  }

  private static List<String> paths(ObservationQuery query) {
    Placement placement = query.placement();
    String datacenter = placement.datacenter();
    List<String> paths = new ArrayList<>();
    paths.add(InventoryPath.datacenter(datacenter));
    paths.add(InventoryPath.cluster(datacenter, placement.computeResource()));
    placement
        .poolsUpwards()
        .forEach(
            pool -> paths.add(InventoryPath.pool(datacenter, placement.computeResource(), pool)));
    paths.add(InventoryPath.datastore(datacenter, storage(placement)));
    placement
        .foldersUpwards()
        .forEach(folder -> paths.add(InventoryPath.folder(datacenter, folder)));
    paths.add(InventoryPath.folder(datacenter, LockFolders.CONTAINER));
    for (String network : placement.networks().values()) {
      paths.add(InventoryPath.network(datacenter, network));
    }
    vAppPath(placement).ifPresent(paths::add);
    query.templates().forEach(template -> paths.add(InventoryPath.vm(template)));
    for (String name : query.vms()) {
      paths.add(InventoryPath.vm(placement.vm(name)));
    }
    return paths;
  }

  private static Optional<String> vAppPath(Placement placement) {
    return Optional.ofNullable(placement.vApp())
        .map(name -> InventoryPath.vApp(placement.datacenter(), placement.folder(), name));
  }

  private Lookup<ObservedCluster> cluster(Found found, Retrieval.Answer answer)
      throws InterruptedException {
    Optional<ManagedObjectReference> cluster = found.cluster().filter(answer::has);
    if (cluster.isEmpty()) {
      String datacenter = found.placement().datacenter();
      return new Lookup.Missing<>(
          found.placement().standsAlone()
              ? existing.loneHosts(datacenter)
              : existing.clusters(datacenter));
    }
    String name = lastName(found.placement().computeResource());
    return new Lookup.Found<>(ClusterReader.observed(answer, cluster.get(), name));
  }

  private Lookup<ObservedPool> pool(Found found, Retrieval.Answer answer)
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

  private Lookup<List<ObservedDatastore>> datastores(Found found, Retrieval.Answer answer)
      throws InterruptedException {
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
            : List.of(datastore(lastName(placement.datastore()), answer.of(storage.get()))));
  }

  private static ObservedDatastore datastore(String name, Retrieval.Properties datastore) {
    DatastoreSummary summary = datastore.get(SUMMARY, DatastoreSummary.class);
    return summary == null
        ? new ObservedDatastore(name, null, true)
        : new ObservedDatastore(
            name, summary.getFreeSpace(), summary.isAccessible() && !isInMaintenance(summary));
  }

  private static String storage(Placement placement) {
    return placement.isOnDatastoreCluster() ? placement.datastoreCluster() : placement.datastore();
  }

  private static boolean isInMaintenance(DatastoreSummary summary) {
    return summary.getMaintenanceMode() != null && !summary.getMaintenanceMode().equals("normal");
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

  private List<Privileges.Asked> asked(ObservationQuery query, Found found) {
    List<Privileges.Asked> asked = new ArrayList<>();
    Placement placement = found.placement();
    asked.add(new Privileges.Asked(Place.VCENTER, "", session.content().getRootFolder()));
    first(Place.LOCKS, List.of(LockFolders.CONTAINER, ""), found::folder).ifPresent(asked::add);
    first(Place.FOLDER, placement.foldersUpwards(), found::folder).ifPresent(asked::add);
    found
        .cluster()
        .ifPresent(cluster ->
            asked.add(new Privileges.Asked(Place.CLUSTER, placement.computeResource(), cluster)));
    first(Place.POOL, placement.poolsUpwards(), found::pool).ifPresent(asked::add);
    found
        .storage()
        .ifPresent(
            object -> asked.add(new Privileges.Asked(Place.DATASTORE, storage(placement), object)));
    for (VmPath path : query.templates()) {
      found
          .vm(path)
          .ifPresent(template ->
              asked.add(new Privileges.Asked(Place.TEMPLATE, path.pathInFolder(), template)));
    }
    for (String network : new TreeSet<>(placement.networks().values())) {
      found
          .network(network)
          .ifPresent(object -> asked.add(new Privileges.Asked(Place.NETWORK, network, object)));
    }
    return asked;
  }

  /** The first of the paths that something stands at. */
  private static Optional<Privileges.Asked> first(
      Place place, List<String> paths, Function<String, Optional<ManagedObjectReference>> finding) {
    return paths.stream()
        .flatMap(path ->
            finding.apply(path).map(object -> new Privileges.Asked(place, path, object)).stream())
        .findFirst();
  }

  private static List<MissingPrivilege> withoutDefining(List<MissingPrivilege> missing) {
    return missing.stream()
        .filter(each -> !each.privilege().equals(Privileges.DEFINE_ATTRIBUTES))
        .toList();
  }

  private SortedMap<String, Lookup<String>> networks(Found found, Retrieval.Answer answer)
      throws InterruptedException {
    Networks ofHosts =
        found.cluster().flatMap(cluster -> Networks.of(answer, cluster)).orElse(null);
    List<String> known = null;
    SortedMap<String, Lookup<String>> networks = new TreeMap<>();
    for (String network : found.placement().networks().values()) {
      ManagedObjectReference byPath = found.network(network).orElse(null);
      if (ofHosts != null) {
        networks.put(network, ofHosts.find(network, byPath).map(reference -> lastName(network)));
      } else if (byPath != null) {
        networks.put(network, new Lookup.Found<>(lastName(network)));
      } else {
        known = known == null ? existing.networks(found.placement().datacenter()) : known;
        networks.put(network, new Lookup.Missing<>(known));
      }
    }
    return networks;
  }

  private Optional<ObservedFolder> folder(Found found, Retrieval.Answer answer) {
    return found
        .folder()
        .filter(answer::has)
        .map(folder ->
            new ObservedFolder(
                found.placement().folder(), attributes.marks(answer, answer.of(folder))));
  }

  private SortedMap<String, ObservedVm> vms(
      ObservationQuery query, Map<String, ManagedObjectReference> vms, Retrieval.Answer answer) {
    SortedMap<String, ObservedVm> observed = new TreeMap<>();
    vms.forEach((name, vm) ->
        vmReader
            .observed(answer, vm, query.extraConfig(), query.customAttributes())
            .ifPresent(seen -> observed.put(name, seen)));
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

  private static String lastName(String path) {
    return InventoryPath.unescape(path.substring(path.lastIndexOf('/') + 1));
  }

  /** What the finds gave, each only when it is of the type that its name stands for. */
  private record Found(Placement placement, Map<String, ManagedObjectReference> byPath) {
    Optional<ManagedObjectReference> datacenter() {
      return of(InventoryPath.datacenter(placement.datacenter()), ManagedType.DATACENTER);
    }

    Optional<ManagedObjectReference> cluster() {
      return of(
          InventoryPath.cluster(placement.datacenter(), placement.computeResource()),
          placement.standsAlone() ? ManagedType.LONE_HOST : ManagedType.CLUSTER);
    }

    Optional<ManagedObjectReference> storage() {
      return of(
          InventoryPath.datastore(placement.datacenter(), WorldReader.storage(placement)),
          placement.isOnDatastoreCluster() ? ManagedType.DATASTORE_CLUSTER : ManagedType.DATASTORE);
    }

    Optional<ManagedObjectReference> network(String network) {
      return of(InventoryPath.network(placement.datacenter(), network), ManagedType.NETWORK);
    }

    Optional<ManagedObjectReference> pool() {
      return pool(placement.resourcePool());
    }

    Optional<ManagedObjectReference> pool(String path) {
      return of(
          InventoryPath.pool(placement.datacenter(), placement.computeResource(), path),
          ManagedType.POOL);
    }

    Optional<ManagedObjectReference> folder() {
      return folder(placement.folder());
    }

    Optional<ManagedObjectReference> folder(String path) {
      return of(InventoryPath.folder(placement.datacenter(), path), ManagedType.FOLDER);
    }

    Optional<ManagedObjectReference> vm(@Nullable VmPath path) {
      return path == null ? Optional.empty() : of(InventoryPath.vm(path), ManagedType.VM);
    }

    Optional<ManagedObjectReference> vApp() {
      return vAppPath(placement).flatMap(path -> of(path, ManagedType.VAPP));
    }

    Optional<ManagedObjectReference> vm(String name) {
      return of(InventoryPath.vm(placement.vm(name)), ManagedType.VM);
    }

    private Optional<ManagedObjectReference> of(String path, ManagedType type) {
      @Nullable ManagedObjectReference reference = byPath.get(path);
      return Optional.ofNullable(reference).filter(type::is);
    }
  }
}
