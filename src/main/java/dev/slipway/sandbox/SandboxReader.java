package dev.slipway.sandbox;

import dev.slipway.model.AddressHolder;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedGroup;
import dev.slipway.model.ObservedCluster.ObservedHost;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.ObservedDatastore;
import dev.slipway.model.ObservedOrigins;
import dev.slipway.model.ObservedPlacement;
import dev.slipway.model.ObservedSettings;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.ObservedWorld.ObservedFolder;
import dev.slipway.model.Placement;
import dev.slipway.model.Settings;
import dev.slipway.model.VmSnapshot;
import dev.slipway.port.ObservationQuery;
import dev.slipway.sandbox.SandboxWorld.Datacenter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Shows world and state of the embedded vCenter as observations. */
final class SandboxReader {
  /** Nothing is stored, so that every datastore has room: 2 TiB. */
  private static final long FREE_BYTES = 2L << 40;

  private final SandboxWorld world;
  private final SandboxState state;

  SandboxReader(SandboxWorld world, SandboxState state) {
    this.world = world;
    this.state = state;
  }

  ObservedWorld read(ObservationQuery query) {
    ObservedWorld seen = readWithoutTags(query);
    SortedMap<String, Lookup<List<String>>> categories = new TreeMap<>();
    for (String category : query.tagCategories()) {
      List<String> tags = world.tags().get(category);
      categories.put(
          category,
          tags == null
              ? new Lookup.Missing<>(List.copyOf(world.tags().keySet()))
              : new Lookup.Found<>(tags));
    }
    Map<String, Map<String, Set<String>>> tags = new TreeMap<>();
    for (SandboxState.Vm vm : state.vms.values()) {
      Map<String, Set<String>> own = new TreeMap<>(vm.tags);
      own.keySet().retainAll(query.tagCategories());
      own.values().removeIf(Set::isEmpty);
      tags.put(vm.reference, own);
    }
    return seen.withTags(categories, tags);
  }

  private ObservedWorld readWithoutTags(ObservationQuery query) {
    Placement placement = query.placement();
    Datacenter datacenter = world.datacenters().get(placement.datacenter());
    SortedMap<String, Lookup<String>> networks = new TreeMap<>();
    placement
        .networks()
        .values()
        .forEach(name ->
            networks.put(
                name, lookup(name, datacenter == null ? List.of() : datacenter.networks())));
    if (datacenter == null) {
      return new ObservedWorld(
          new Lookup.Missing<>(List.copyOf(world.datacenters().keySet())),
          new Lookup.Missing<>(List.of()),
          new Lookup.Missing<>(List.of()),
          new Lookup.Missing<>(List.of()),
          networks,
          Optional.empty(),
          new TreeMap<>(),
          List.of(),
          Optional.of(List.of()));
    }
    SortedMap<String, ObservedVm> vms = new TreeMap<>();
    for (String name : query.vms()) {
      SandboxState.Vm vm = state.vms.get(placement.vm(name).inventoryPath());
      if (vm != null) {
        vms.put(
            name,
            observe(vm, query.extraConfig(), query.customAttributes()).at(place(vm, placement)));
      }
    }
    return new ObservedWorld(
        new Lookup.Found<>(placement.datacenter()),
        cluster(placement),
        new SandboxPools(world, state)
            .find(placement.datacenter(), placement.computeResource(), placement.resourcePool()),
        datastores(placement, datacenter),
        networks,
        folder(placement.datacenter(), placement.folder()),
        vms,
        addressHolders(query),
        new TreeMap<>(),
        new SandboxVApps(state)
            .observe(
                placement,
                vms.values().stream().map(ObservedVm::reference).collect(Collectors.toSet())),
        ObservedOrigins.NONE,
        Optional.of(List.of()));
  }

  private static Lookup<List<ObservedDatastore>> datastores(
      Placement placement, Datacenter datacenter) {
    boolean many = placement.isOnDatastoreCluster();
    Lookup<String> found =
        many
            ? lookup(placement.datastoreCluster(), datacenter.datastoreClusters().keySet())
            : lookup(placement.datastore(), datacenter.datastores());
    return found.map(name ->
        many
            ? datacenter.datastoreClusters().getOrDefault(name, new TreeMap<>()).entrySet().stream()
                .map(
                    member -> new ObservedDatastore(member.getKey(), member.getValue() << 30, true))
                .toList()
            : List.of(new ObservedDatastore(name, FREE_BYTES, true)));
  }

  private List<AddressHolder> addressHolders(ObservationQuery query) {
    return state.vms.values().stream()
        .filter(vm -> query.placement().datacenter().equals(vm.datacenter))
        .map(vm -> observe(vm, Set.of(), Set.of()))
        .flatMap(vm ->
            vm.addresses().stream()
                .filter(query.addresses()::contains)
                .map(address ->
                    new AddressHolder(address, vm.reference(), vm.name(), vm.poweredOn())))
        .sorted(Comparator.comparing(AddressHolder::address).thenComparing(AddressHolder::name))
        .toList();
  }

  static ObservedVm observe(
      SandboxState.Vm vm, Set<String> extraConfig, Set<String> customAttributes) {
    Map<String, String> options = new TreeMap<>(vm.extraConfig);
    options.keySet().retainAll(extraConfig);
    Map<String, String> attributes = new TreeMap<>(vm.marks);
    attributes.keySet().retainAll(customAttributes);
    Map<String, String> marks = new TreeMap<>(vm.marks);
    marks.keySet().removeIf(name -> !name.startsWith("slipway."));
    return new ObservedVm(
        vm.reference,
        vm.name,
        vm.poweredOn,
        vm.host,
        marks,
        vm.birthMarks,
        vm.properties,
        vm.poweredOn ? "guestToolsRunning" : "guestToolsNotRunning",
        vm.poweredOn && vm.address != null ? List.of(vm.address) : List.of(),
        new ObservedSettings(
            vm.cpus,
            vm.memory,
            vm.cpuReservationMhz,
            vm.memoryReservation,
            vm.annotation,
            options,
            attributes,
            Map.of()),
        vm.snapshots.contains(VmSnapshot.BEFORE_CHANGE),
        null);
  }

  private static ObservedPlacement place(SandboxState.Vm vm, Placement placement) {
    return new ObservedPlacement(
        vm.resourcePool.equals(placement.resourcePool())
            ? vm.resourcePool
            : vm.resourcePool.substring(vm.resourcePool.lastIndexOf('/') + 1),
        vm.datastore.isEmpty() ? List.of() : List.of(vm.datastore),
        List.copyOf(new TreeSet<>(vm.networks.values())));
  }

  private Lookup<ObservedCluster> cluster(Placement placement) {
    String datacenter = placement.datacenter();
    String name = placement.computeResource();
    List<String> hosts = world.hosts(placement);
    if (hosts.isEmpty()) {
      return new Lookup.Missing<>(
          placement.standsAlone()
              ? world.loneHosts(datacenter)
              : List.copyOf(world.clusters(datacenter).keySet()));
    }
    if (placement.standsAlone()) {
      return new Lookup.Found<>(
          new ObservedCluster(
              name,
              List.of(new ObservedHost(name, true, false)),
              world.datastores(datacenter),
              Settings.NONE,
              Settings.NONE,
              new TreeMap<>(),
              new TreeMap<>(),
              List.of(),
              List.of()));
    }
    SandboxState.Cluster cluster =
        state.clusters.getOrDefault(datacenter + "/" + name, new SandboxState.Cluster());
    return new Lookup.Found<>(
        new ObservedCluster(
            name,
            hosts.stream().map(host -> new ObservedHost(host, true, false)).toList(),
            world.datastores(datacenter),
            cluster.ha,
            cluster.drs,
            new TreeMap<>(cluster.haOverrides),
            new TreeMap<>(cluster.drsOverrides),
            cluster.rules.entrySet().stream()
                .map(rule ->
                    new ObservedRule(
                        rule.getKey(),
                        rule.getValue().type,
                        rule.getValue().enabled,
                        rule.getValue().mandatory,
                        rule.getValue().vms,
                        rule.getValue().hosts,
                        rule.getValue().dependsOn))
                .toList(),
            groups(cluster)));
  }

  private static List<ObservedGroup> groups(SandboxState.Cluster cluster) {
    List<ObservedGroup> groups = new ArrayList<>();
    cluster.rules.forEach((name, rule) -> {
      if (!rule.hosts.isEmpty() || !rule.dependsOn.isEmpty()) {
        groups.add(new ObservedGroup(name + ClusterRule.VM_GROUP, true, rule.vms));
      }
      if (!rule.hosts.isEmpty()) {
        groups.add(new ObservedGroup(name + ClusterRule.HOST_GROUP, false, rule.hosts));
      }
      if (!rule.dependsOn.isEmpty()) {
        groups.add(new ObservedGroup(name + ClusterRule.BEFORE_GROUP, true, rule.dependsOn));
      }
    });
    return groups;
  }

  private Optional<ObservedFolder> folder(String datacenter, String path) {
    return path.isEmpty()
        ? Optional.of(new ObservedFolder(path, new TreeMap<>()))
        : Optional.ofNullable(state.folders.get(datacenter + "/vm/" + path))
            .map(marks -> new ObservedFolder(path, marks));
  }

  private static Lookup<String> lookup(String name, Collection<String> existing) {
    return existing.contains(name)
        ? new Lookup.Found<>(name)
        : new Lookup.Missing<>(existing.stream().sorted().toList());
  }
}
