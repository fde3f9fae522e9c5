package dev.slipway.sandbox;

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
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSettings;
import dev.slipway.model.VmSnapshot;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.port.Cloning;
import dev.slipway.port.Deployment;
import dev.slipway.port.GuestOperations;
import dev.slipway.port.LockStore;
import dev.slipway.port.ObservationQuery;
import dev.slipway.port.TransferListener;
import dev.slipway.port.VCenter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
    file.update(state -> new SandboxFolders(world, state).create(datacenter, path, marks));
  }

  @Override
  public void createPool(PoolSpec pool, Map<String, String> marks) {
    file.update(state -> new SandboxPools(world, state).create(pool, marks));
  }

  @Override
  public void configurePool(PoolSpec pool) {
    file.update(state -> new SandboxPools(world, state).configure(pool));
  }

  @Override
  public List<String> removePools(PoolSpec pool, String markName, String markValue) {
    return file.change(state -> new SandboxPools(world, state).remove(pool, markName, markValue));
  }

  @Override
  public List<String> deploy(Deployment deployment, TransferListener listener)
      throws InterruptedException {
    file.update(state -> creation(state).deploy(deployment));
    try {
      SandboxImport.upload(deployment.ovfPackage(), listener);
      return List.of();
    } catch (InterruptedException | RuntimeException e) {
      destroyVm(deployment.vm());
      throw e;
    }
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
    libraries.upload(upload, ovfPackage, listener);
  }

  @Override
  public byte[] readDescriptor(LibraryItem item) {
    return libraries.descriptor(item);
  }

  @Override
  public void deployItem(Deployment deployment, LibraryItem item) {
    file.update(state -> creation(state).deploy(deployment));
  }

  @Override
  public void cloneVm(Cloning cloning) {
    file.update(state -> creation(state).copy(cloning));
  }

  @Override
  public void mark(VmPath vm, Map<String, String> marks) {
    file.update(state -> state.require(vm).marks.putAll(marks));
  }

  @Override
  public void configure(VmPath path, VmSettings settings) {
    file.update(state -> new SandboxConfiguration(world, state).apply(path, settings));
  }

  @Override
  public boolean takeSnapshot(VmPath path, VmSnapshot snapshot) {
    return file.change(state -> {
      List<VmSnapshot> snapshots = state.require(path).snapshots;
      return !snapshots.contains(snapshot) && snapshots.add(snapshot);
    });
  }

  @Override
  public void removeSnapshot(VmPath path, VmSnapshot snapshot) {
    file.update(state -> state.require(path).snapshots.remove(snapshot));
  }

  @Override
  public void reconfigure(ClusterReconfiguration change) {
    file.update(state -> new SandboxReconfiguration(world, state).apply(change));
  }

  @Override
  public void arrangeVApp(VAppSpec vApp, Map<String, String> marks) {
    file.update(state -> new SandboxVApps(state).arrange(vApp, marks));
  }

  @Override
  public boolean removeVApp(Placement placement, String name, String markName, String markValue) {
    return file.change(
        state -> new SandboxVApps(state).remove(placement, name, markName, markValue));
  }

  @Override
  public void powerOn(VmPath path) {
    file.update(state -> power(state).on(path));
  }

  @Override
  public void shutDown(VmPath vm, Duration deadline) {
    powerOff(vm);
  }

  @Override
  public void powerOff(VmPath path) {
    file.update(state -> power(state).off(path));
  }

  /**
   * Powers off whatever VMs have a name, as somebody at the console would.
   *
   * @return whether there is one
   */
  public boolean powerOffNamed(String name) {
    return file.change(state -> power(state).offNamed(name));
  }

  @Override
  public ObservedVm awaitAddress(VmPath vm, String address, Duration deadline) {
    return SandboxReader.observe(file.load().require(vm), Set.of(), Set.of());
  }

  @Override
  public void destroyVm(VmPath path) {
    file.update(state -> new SandboxRemoval(state, appliances).destroy(path));
  }

  @Override
  public List<String> removeFolders(
      String datacenter, String path, String markName, String markValue) {
    return file.change(
        state -> new SandboxFolders(world, state).remove(datacenter, path, markName, markValue));
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

  private SandboxCreation creation(SandboxState state) {
    return new SandboxCreation(world, state, appliances);
  }

  private SandboxPower power(SandboxState state) {
    return new SandboxPower(world, state, appliances);
  }
}
