package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
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
import dev.slipway.port.VCenterEndpoint;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A vCenter, reached over its SOAP API, and over its REST API for what only that has. */
public final class VSphere implements VCenter {
  private final VSphereSession session;
  private final RestSession rest;
  private final Tags tags;
  private final Locator locator;
  private final CustomAttributes attributes;
  private final VmReader vmReader;
  private final WorldReader worldReader;
  private final FolderEditor folders;
  private final PoolEditor pools;
  private final ClusterEditor clusters;
  private final VmConfiguration configuration;
  private final VmSnapshots snapshots;
  private final VApps vApps;
  private final VmPower power;
  private final VmRemoval removal;
  private final OvfImport imports;
  private final VmClone clones;
  private final ContentLibraries libraries;
  private final ItemUpload itemUploads;
  private final ItemDeployment items;

  private VSphere(VSphereSession session) {
    this.session = session;
    this.rest = new RestSession(session.endpoint(), session.connections(), Deadlines.USUAL);
    this.tags = new Tags(rest);
    this.locator = new Locator(session);
    this.attributes = new CustomAttributes(session);
    this.vmReader = new VmReader(session, attributes);
    this.vApps = new VApps(session, locator, attributes);
    this.worldReader = new WorldReader(session, locator, attributes, vmReader, vApps);
    this.folders = new FolderEditor(session, locator, attributes);
    this.pools = new PoolEditor(session, locator, attributes);
    this.clusters = new ClusterEditor(session, locator);
    this.configuration = new VmConfiguration(session, locator, attributes);
    this.snapshots = new VmSnapshots(session, locator);
    this.power = new VmPower(session, locator);
    this.removal = new VmRemoval(session, locator);
    this.imports = new OvfImport(session, locator, removal);
    this.clones = new VmClone(session, locator, removal);
    this.libraries = new ContentLibraries(rest);
    this.itemUploads = new ItemUpload(rest, libraries);
    this.items = new ItemDeployment(session, rest, locator, removal, libraries);
  }

  /** Does beforehand what a first connection takes without a server. */
  public static void prepare() {
    TlsPreparation.run();
  }

  /**
   * Logs in.
   *
   * @throws dev.slipway.port.PortException when the server cannot be reached or trusted, or refuses
   *     the login
   */
  public static VCenter connect(VCenterEndpoint endpoint) throws InterruptedException {
    return new VSphere(VSphereSession.open(endpoint));
  }

  /**
   * Logs in where the connection was begun before.
   *
   * @param contact begun for the same endpoint
   * @throws dev.slipway.port.PortException as {@link #connect(VCenterEndpoint)} does
   */
  public static VCenter connect(VCenterEndpoint endpoint, FirstContact contact)
      throws InterruptedException {
    return new VSphere(VSphereSession.open(endpoint, contact.made()));
  }

  @Override
  public String description() {
    URI url = session.endpoint().url();
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return "vCenter %s at %s://%s%s"
        .formatted(session.content().getAbout().getVersion(), url.getScheme(), url.getHost(), port);
  }

  @Override
  public ObservedWorld observe(ObservationQuery query) throws InterruptedException {
    if (query.items().isEmpty()) {
      return observeTagged(query);
    }
    try (Concurrent<Map<String, Lookup<ObservedLibrary>>> seen =
        Concurrent.start(() -> items(query))) {
      ObservedWorld world = observeTagged(query);
      return world.withOrigins(world.origins().withItems(seen.result()));
    }
  }

  private ObservedWorld observeTagged(ObservationQuery query) throws InterruptedException {
    if (query.tagCategories().isEmpty()) {
      return worldReader.observe(query);
    }
    try (Concurrent<Tags.Catalogue> catalogue =
        Concurrent.start(() -> tags.catalogue(query.tagCategories()))) {
      return tags.alsoIn(worldReader.observe(query), catalogue.result());
    }
  }

  private Map<String, Lookup<ObservedLibrary>> items(ObservationQuery query)
      throws InterruptedException {
    Map<String, Lookup<ObservedLibrary>> seen = new TreeMap<>();
    for (ItemName item : query.items()) {
      seen.put(item.path(), libraries.observe(item));
    }
    return seen;
  }

  @Override
  public Optional<ObservedVm> findVm(VmPath path) throws InterruptedException {
    Optional<ManagedObjectReference> vm = locator.findVm(path);
    return vm.isPresent() ? vmReader.read(vm.get(), InventoryPath.display(path)) : Optional.empty();
  }

  @Override
  public void createFolder(String datacenter, String path, Map<String, String> marks)
      throws InterruptedException {
    folders.create(datacenter, path, marks);
  }

  @Override
  public void createPool(PoolSpec pool, Map<String, String> marks) throws InterruptedException {
    pools.create(pool, marks);
  }

  @Override
  public void configurePool(PoolSpec pool) throws InterruptedException {
    pools.configure(pool);
  }

  @Override
  public List<String> deploy(Deployment deployment, TransferListener listener)
      throws InterruptedException {
    return imports.deploy(deployment, listener);
  }

  @Override
  public Lookup<Lookup<LibraryItem>> findItem(String library, String item)
      throws InterruptedException {
    return libraries.find(library, item);
  }

  @Override
  public Lookup<ObservedLibrary> observeItem(ItemName item) throws InterruptedException {
    return libraries.observe(item);
  }

  @Override
  public void uploadItem(PackageUpload upload, OvfPackage ovfPackage, TransferListener listener)
      throws InterruptedException {
    itemUploads.run(upload, ovfPackage, listener);
  }

  @Override
  public byte[] readDescriptor(LibraryItem item) throws InterruptedException {
    return libraries.descriptor(item);
  }

  @Override
  public void deployItem(Deployment deployment, LibraryItem item) throws InterruptedException {
    items.deploy(deployment, item);
  }

  @Override
  public void cloneVm(Cloning cloning) throws InterruptedException {
    clones.make(cloning);
  }

  @Override
  public void mark(VmPath vm, Map<String, String> marks) throws InterruptedException {
    attributes.set(locator.requireVm(vm), "VM " + InventoryPath.display(vm), marks);
  }

  @Override
  public void configure(VmPath vm, VmSettings settings) throws InterruptedException {
    configuration.apply(vm, settings);
    if (!settings.tags().isEmpty()) {
      tags.set(locator.requireVm(vm).getVal(), InventoryPath.display(vm), settings.tags());
    }
  }

  @Override
  public boolean takeSnapshot(VmPath vm, VmSnapshot snapshot) throws InterruptedException {
    return snapshots.take(vm, snapshot);
  }

  @Override
  public void removeSnapshot(VmPath vm, VmSnapshot snapshot) throws InterruptedException {
    snapshots.remove(vm, snapshot);
  }

  @Override
  public void reconfigure(ClusterReconfiguration change) throws InterruptedException {
    clusters.reconfigure(change);
  }

  @Override
  public void arrangeVApp(VAppSpec vApp, Map<String, String> marks) throws InterruptedException {
    vApps.arrange(vApp, marks);
  }

  @Override
  public boolean removeVApp(Placement placement, String name, String markName, String markValue)
      throws InterruptedException {
    return vApps.remove(placement, name, markName, markValue);
  }

  @Override
  public void powerOn(VmPath vm) throws InterruptedException {
    power.on(vm);
  }

  @Override
  public void shutDown(VmPath vm, Duration deadline) throws InterruptedException {
    power.shutDown(vm, deadline);
  }

  @Override
  public void powerOff(VmPath vm) throws InterruptedException {
    power.off(vm);
  }

  @Override
  public ObservedVm awaitAddress(VmPath path, String address, Duration deadline)
      throws InterruptedException {
    ManagedObjectReference vm = locator.requireVm(path);
    var unused =
        session.awaitProperties(
            vm,
            List.of(VmReader.ADDRESS, VmReader.NICS, VmReader.TOOLS),
            properties ->
                Optional.of(address)
                    .filter(VmReader.addresses(new Retrieval.Properties(properties))::contains),
            deadline);
    return vmReader
        .read(vm, InventoryPath.display(path))
        .orElseThrow(() -> Locator.missing("VM", InventoryPath.vm(path)));
  }

  @Override
  public void destroyVm(VmPath vm) throws InterruptedException {
    removal.destroy(vm);
  }

  @Override
  public List<String> removeFolders(
      String datacenter, String path, String markName, String markValue)
      throws InterruptedException {
    return folders.remove(datacenter, path, markName, markValue);
  }

  @Override
  public List<String> removePools(PoolSpec pool, String markName, String markValue)
      throws InterruptedException {
    return pools.remove(pool, markName, markValue);
  }

  @Override
  public LockStore locks(String datacenter) {
    return new LockFolders(session, locator, attributes, folders, datacenter);
  }

  @Override
  public GuestOperations guests() {
    return new GuestTools(session, locator);
  }

  @Override
  public void close() {
    rest.close();
    session.close();
  }
}
