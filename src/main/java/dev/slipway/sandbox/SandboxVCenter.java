package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.Desired.PoolSpec;
import dev.slipway.model.Desired.VAppSpec;
import dev.slipway.model.ItemName;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedLibrary;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.PackageUpload;
import dev.slipway.model.Placement;
import dev.slipway.model.RuleType;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSettings;
import dev.slipway.model.VmSnapshot;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfProperty;
import dev.slipway.port.Cloning;
import dev.slipway.port.Deployment;
import dev.slipway.port.GuestOperations;
import dev.slipway.port.LockStore;
import dev.slipway.port.ObservationQuery;
import dev.slipway.port.PortException;
import dev.slipway.port.TransferListener;
import dev.slipway.port.VCenter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An embedded vCenter for trying Slipway and for tests. It keeps what users make of it in a file,
 * and starts the appliances of powered-on VMs on loopback. It does not pretend to be vSphere: it
 * has no hosts that run anything, and says so in its description.
 */
public final class SandboxVCenter implements VCenter {
  private final SandboxWorld world;
  private final StateFile file;
  private final SandboxLibraries libraries;
  private final SandboxAppliances appliances;
  private final InstantSource clock;

  private SandboxVCenter(
      SandboxWorld world, Path folder, SandboxAppliances appliances, InstantSource clock) {
    this.world = world;
    this.file = StateFile.in(folder);
    this.libraries = new SandboxLibraries(world, folder);
    this.appliances = appliances;
    this.clock = clock;
  }

  /**
   * Opens the sandbox kept in a folder, empty when there is none yet.
   *
   * @param appliances what VMs become when they are powered on; stays open when this is closed
   * @param clock the time for all who use this sandbox
   */
  public static SandboxVCenter open(
      Path folder, SandboxAppliances appliances, InstantSource clock) {
    return new SandboxVCenter(SandboxWorld.load(), folder, appliances, clock);
  }

  /**
   * Opens the sandbox of one of several sites.
   *
   * @param name of the sandbox, empty for the one with the built-in world
   * @param placement what a sandbox with a name has: all that is named there, and nothing else
   */
  public static SandboxVCenter open(
      Path folder,
      String name,
      Placement placement,
      SandboxAppliances appliances,
      InstantSource clock) {
    SandboxWorld world = SandboxWorld.load();
    return new SandboxVCenter(
        name.isEmpty() ? world : world.with(name, placement), folder, appliances, clock);
  }

  @Override
  public String description() {
    return "the embedded sandbox (nothing real is deployed)";
  }

  @Override
  public ObservedWorld observe(ObservationQuery query) {
    SandboxState state = file.load();
    return new SandboxReader(world, state)
        .read(query)
        .withOrigins(
            appliances
                .origins()
                .observe(query, state)
                .withItems(
                    query.items().stream()
                        .collect(Collectors.toMap(ItemName::path, libraries::observe))));
  }

  @Override
  public Optional<ObservedVm> findVm(VmPath path) {
    return Optional.ofNullable(file.load().vms.get(path.inventoryPath()))
        .map(vm -> SandboxReader.observe(vm, Set.of(), Set.of()));
  }

  @Override
  public void createFolder(String datacenter, String path, Map<String, String> marks) {
    if (!world.datacenters().containsKey(datacenter)) {
      throw refused(
          Category.CONFLICT,
          "vcenter/object-vanished",
          "cannot create folder " + path,
          "There is no datacenter " + datacenter + ".");
    }
    change(state -> {
      String built = datacenter + "/vm";
      for (String part : path.split("/", -1)) {
        built = built + "/" + part;
        state.folders.putIfAbsent(built, new TreeMap<>(marks));
      }
    });
  }

  @Override
  public void createPool(PoolSpec pool, Map<String, String> marks) {
    change(state -> new SandboxPools(world, state).create(pool, marks));
  }

  @Override
  public void configurePool(PoolSpec pool) {
    change(state -> new SandboxPools(world, state).configure(pool));
  }

  @Override
  public List<String> removePools(PoolSpec pool, String markName, String markValue) {
    return file.change(state -> new SandboxPools(world, state).remove(pool, markName, markValue));
  }

  @Override
  public List<String> deploy(Deployment deployment, TransferListener listener)
      throws InterruptedException {
    change(state -> begin(state, deployment));
    try {
      SandboxImport.upload(deployment.ovfPackage(), listener);
      return List.of();
    } catch (InterruptedException | RuntimeException e) {
      destroyVm(deployment.vm());
      throw e;
    }
  }

  private void begin(SandboxState state, Deployment deployment) {
    String path = deployment.vm().inventoryPath();
    requireFree(state, path, "deploy " + deployment.vm().name());
    OvfDescriptor descriptor = deployment.ovfPackage().descriptor();
    SandboxImport.check(deployment, world, state);
    SandboxState.Vm vm = new SandboxState.Vm();
    vm.reference = "vm-" + ++state.lastReference;
    vm.name = deployment.vm().name();
    vm.datacenter = deployment.placement().datacenter();
    vm.cluster = deployment.placement().computeResource();
    vm.resourcePool = deployment.placement().resourcePool();
    vm.host = host(deployment.placement()).orElse(world.hosts(deployment.placement()).getFirst());
    vm.birthMarks = new TreeMap<>(deployment.birthMarks());
    vm.networks = new TreeMap<>(deployment.placement().networks());
    for (OvfProperty property : descriptor.properties()) {
      if (!property.password()) {
        var given = deployment.properties().get(property.key());
        String value = given == null ? property.defaultValue() : given.reveal();
        vm.properties.put(property.key(), value == null ? "" : value);
      }
    }
    state.vms.put(path, vm);
  }

  @Override
  public Lookup<Lookup<LibraryItem>> findItem(String library, String item) {
    return libraries.find(library, item);
  }

  @Override
  public Lookup<ObservedLibrary> observeItem(ItemName item) {
    return libraries.observe(item);
  }

  @Override
  public void uploadItem(PackageUpload upload, OvfPackage ovfPackage, TransferListener listener)
      throws InterruptedException {
    ObservedLibrary library =
        libraries.observe(upload.item()).found().orElse(new ObservedLibrary(0, Optional.empty()));
    if (library.writable() == 0) {
      throw refused(
          Category.CONFLICT,
          "library/not-writable",
          "cannot make " + upload.item().words(),
          "There is no local library of that name.");
    }
    if (library.item().filter(seen -> !seen.isHalfMade()).isPresent()) {
      throw refused(
          Category.CONFLICT,
          "library/item-exists",
          "cannot make " + upload.item().words(),
          "There is an item of that name.");
    }
    libraries.upload(upload, ovfPackage, listener);
  }

  @Override
  public byte[] readDescriptor(LibraryItem item) {
    return libraries.descriptor(item);
  }

  @Override
  public void deployItem(Deployment deployment, LibraryItem item) {
    change(state -> begin(state, deployment));
  }

  @Override
  public void cloneVm(Cloning cloning) {
    change(state -> cloneVm(state, cloning));
  }

  private void cloneVm(SandboxState state, Cloning cloning) {
    SandboxState.Vm source = source(state, cloning.source());
    String path = cloning.vm().inventoryPath();
    requireFree(state, path, "clone " + cloning.vm().name());
    SandboxImport.check(cloning, world, state);
    if (source.poweredOn) {
      throw refused(
          Category.CONFLICT,
          "vcenter/source-running",
          "VM " + source.name + " cannot be cloned any more",
          "It was powered on meanwhile.");
    }
    requireCustomization(cloning);
    SandboxState.Vm vm = new SandboxState.Vm();
    vm.reference = "vm-" + ++state.lastReference;
    vm.name = cloning.vm().name();
    vm.datacenter = cloning.placement().datacenter();
    vm.cluster = cloning.placement().computeResource();
    vm.resourcePool = cloning.placement().resourcePool();
    vm.host =
        host(cloning.placement())
            .orElse(
                source.host.isEmpty() ? world.hosts(cloning.placement()).getFirst() : source.host);
    vm.marks = new TreeMap<>(source.marks);
    vm.birthMarks = new TreeMap<>(source.birthMarks);
    vm.birthMarks.putAll(cloning.birthMarks());
    vm.networks = new TreeMap<>(source.networks);
    vm.networks.putAll(cloning.adapters());
    vm.identity = cloning.identity() == null ? source.identity : cloning.identity();
    vm.properties = new TreeMap<>(source.properties);
    vm.template = source.template;
    vm.cpus = source.cpus;
    vm.memory = source.memory;
    vm.cpuReservationMhz = source.cpuReservationMhz;
    vm.memoryReservation = source.memoryReservation;
    vm.annotation = source.annotation;
    vm.extraConfig = new TreeMap<>(source.extraConfig);
    cloning
        .properties()
        .forEach(
            (key, value) -> vm.properties.computeIfPresent(key, (same, old) -> value.reveal()));
    state.vms.put(path, vm);
    appliances.copy(source.name, vm.name);
  }

  private SandboxState.Vm source(SandboxState state, VmPath path) {
    return appliances
        .origins()
        .template(path)
        .filter(template -> !state.vms.containsKey(path.inventoryPath()))
        .map(template -> template.asVm(path))
        .orElseGet(() -> require(state, path));
  }

  private void requireCustomization(Cloning cloning) {
    if (cloning.identity() != null
        && !appliances.origins().customizations().containsKey(cloning.identity().specification())) {
      throw refused(
          Category.CONFLICT,
          "vcenter/missing",
          "vCenter has no customization specification " + cloning.identity().specification(),
          "The sandbox has those that the appliance's sandbox.yaml names.");
    }
  }

  private static Optional<String> host(Placement placement) {
    return Optional.of(placement.host()).filter(host -> !host.isEmpty());
  }

  private static void requireFree(SandboxState state, String path, String operation) {
    if (state.vms.containsKey(path)) {
      throw refused(
          Category.CONFLICT,
          "vcenter/duplicate-name",
          "cannot " + operation,
          "A VM named " + path + " exists.");
    }
  }

  @Override
  public void mark(VmPath vm, Map<String, String> marks) {
    change(state -> require(state, vm).marks.putAll(marks));
  }

  @Override
  public void configure(VmPath path, VmSettings settings) {
    change(state -> {
      SandboxState.Vm vm = require(state, path);
      vm.cpus = orElse(settings.cpus(), vm.cpus);
      vm.memory = orElse(settings.memory(), vm.memory);
      vm.cpuReservationMhz = orElse(settings.cpuReservationMhz(), vm.cpuReservationMhz);
      vm.memoryReservation = orElse(settings.memoryReservation(), vm.memoryReservation);
      vm.annotation = orElse(settings.annotation(), vm.annotation);
      vm.extraConfig.putAll(settings.extraConfig());
      vm.marks.putAll(settings.attributes());
      settings
          .tags()
          .forEach((category, tags) -> {
            requireTags(category, tags);
            vm.tags.put(category, new TreeSet<>(tags));
          });
    });
  }

  @Override
  public boolean takeSnapshot(VmPath path, VmSnapshot snapshot) {
    return file.change(state -> {
      List<VmSnapshot> snapshots = require(state, path).snapshots;
      return !snapshots.contains(snapshot) && snapshots.add(snapshot);
    });
  }

  @Override
  public void removeSnapshot(VmPath path, VmSnapshot snapshot) {
    change(state -> require(state, path).snapshots.remove(snapshot));
  }

  @Override
  public void reconfigure(ClusterReconfiguration change) {
    change(
        state -> new SandboxReconfiguration(world, state, vm -> require(state, vm)).apply(change));
  }

  @Override
  public void arrangeVApp(VAppSpec vApp, Map<String, String> marks) {
    change(state -> new SandboxVApps(state).arrange(vApp, marks, vm -> require(state, vm)));
  }

  @Override
  public boolean removeVApp(Placement placement, String name, String markName, String markValue) {
    return file.change(
        state -> new SandboxVApps(state).remove(placement, name, markName, markValue));
  }

  private void requireTags(String category, Set<String> tags) {
    for (String tag : tags) {
      if (!world.tags().getOrDefault(category, List.of()).contains(tag)) {
        throw refused(
            Category.CONFLICT,
            "vcenter/tag-vanished",
            "there is no tag %s of category %s".formatted(tag, category),
            "The sandbox has these: " + world.tags() + ".");
      }
    }
  }

  private static <T> T orElse(@Nullable T declared, T old) {
    return declared == null ? old : declared;
  }

  @Override
  public void powerOn(VmPath path) {
    change(state -> {
      SandboxState.Vm vm = require(state, path);
      if (!vm.poweredOn) {
        vm.host = chooseHost(state, vm);
        vm.address =
            (vm.identity == null
                    ? appliances.powerOn(vm.name, vm.properties)
                    : appliances.powerOn(vm.name, vm.properties, vm.identity.ip(), vm.template))
                .orElse(null);
        vm.poweredOn = true;
      }
    });
  }

  /**
   * As DRS does: a host that runs none of the VMs that an enabled rule keeps this one apart from.
   */
  private String chooseHost(SandboxState state, SandboxState.Vm vm) {
    SandboxState.Cluster cluster = state.clusters.get(vm.datacenter + "/" + vm.cluster);
    if (cluster == null || !cluster.drs.isOn("enabled")) {
      return vm.host;
    }
    Set<String> taken = new HashSet<>();
    boolean mandatory = false;
    for (SandboxState.Rule rule : cluster.rules.values()) {
      if (rule.type == RuleType.ANTI_AFFINITY && rule.enabled && rule.vms.contains(vm.reference)) {
        mandatory |= rule.mandatory;
        state.vms.values().stream()
            .filter(other -> other.poweredOn && rule.vms.contains(other.reference))
            .forEach(other -> taken.add(other.host));
      }
    }
    Optional<String> free =
        world.hosts(vm.datacenter, vm.cluster).stream()
            .filter(host -> !taken.contains(host))
            .findFirst();
    if (free.isEmpty() && mandatory) {
      throw refused(
          Category.ENVIRONMENT,
          "vcenter/fault",
          "cannot power on " + vm.name,
          "A mandatory anti-affinity rule leaves no host for it.");
    }
    return free.orElse(vm.host);
  }

  @Override
  public void shutDown(VmPath vm, Duration deadline) {
    powerOff(vm);
  }

  @Override
  public void powerOff(VmPath path) {
    change(state -> powerOff(require(state, path)));
  }

  /**
   * Powers off whatever VMs have a name, as somebody at the console would.
   *
   * @return whether there is one
   */
  public boolean powerOffNamed(String name) {
    return file.change(state -> {
      List<SandboxState.Vm> named =
          state.vms.values().stream().filter(vm -> vm.name.equals(name)).toList();
      named.forEach(this::powerOff);
      return !named.isEmpty();
    });
  }

  private void powerOff(SandboxState.Vm vm) {
    if (vm.poweredOn) {
      vm.poweredOn = false;
      appliances.powerOff(vm.name);
    }
  }

  @Override
  public ObservedVm awaitAddress(VmPath vm, String address, Duration deadline) {
    return SandboxReader.observe(require(file.load(), vm), Set.of(), Set.of());
  }

  @Override
  public void destroyVm(VmPath path) {
    change(state -> destroyVm(state, path));
  }

  private void destroyVm(SandboxState state, VmPath path) {
    SandboxState.Vm vm = state.vms.get(path.inventoryPath());
    if (vm == null) {
      return;
    }
    if (vm.poweredOn) {
      throw refused(
          Category.ENVIRONMENT, "vcenter/fault", "cannot destroy " + vm.name, "It is powered on.");
    }
    state.vms.remove(path.inventoryPath());
    state.vApps.values().forEach(vApp -> vApp.entities.remove(vm.reference));
    for (SandboxState.Cluster cluster : state.clusters.values()) {
      cluster.haOverrides.remove(vm.reference);
      cluster.drsOverrides.remove(vm.reference);
      for (SandboxState.Rule rule : cluster.rules.values()) {
        rule.vms = rule.vms.stream().filter(member -> !member.equals(vm.reference)).toList();
        rule.dependsOn =
            rule.dependsOn.stream().filter(member -> !member.equals(vm.reference)).toList();
      }
    }
    appliances.remove(vm.name);
  }

  @Override
  public List<String> removeFolders(
      String datacenter, String path, String markName, String markValue) {
    return file.change(state -> removeFolders(state, datacenter, path, markName, markValue));
  }

  private static List<String> removeFolders(
      SandboxState state, String datacenter, String path, String markName, String markValue) {
    List<String> removed = new ArrayList<>();
    for (String rest = path; !rest.isEmpty(); rest = parent(rest)) {
      String full = datacenter + "/vm/" + rest;
      Map<String, String> marks = state.folders.get(full);
      if (marks != null) {
        if (!markValue.equals(marks.get(markName)) || !isEmpty(state, full)) {
          break;
        }
        state.folders.remove(full);
        removed.add(rest);
      }
    }
    return removed;
  }

  private static boolean isEmpty(SandboxState state, String folder) {
    return state.vms.keySet().stream().noneMatch(path -> path.startsWith(folder + "/"))
        && state.vApps.keySet().stream().noneMatch(path -> path.startsWith(folder + "/"))
        && state.folders.keySet().stream().noneMatch(path -> path.startsWith(folder + "/"));
  }

  static String parent(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  private void change(Consumer<SandboxState> change) {
    file.change(state -> {
      change.accept(state);
      return state;
    });
  }

  private static SandboxState.Vm require(SandboxState state, VmPath path) {
    SandboxState.Vm vm = state.vms.get(path.inventoryPath());
    if (vm == null) {
      throw refused(
          Category.CONFLICT,
          "vcenter/object-vanished",
          "there is no VM " + path.name(),
          "Nothing stands at " + path.inventoryPath() + " any more.");
    }
    return vm;
  }

  static PortException refused(Category category, String code, String summary, String detail) {
    return new PortException(category, code, summary, detail, "", null);
  }

  @Override
  public LockStore locks(String datacenter) {
    return new SandboxLocks(file, datacenter, clock);
  }

  @Override
  public GuestOperations guests() {
    return appliances.guests();
  }

  @Override
  public void close() {}
}
