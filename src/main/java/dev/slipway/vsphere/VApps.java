package dev.slipway.vsphere;

import static java.util.Objects.requireNonNull;

import com.vmware.vim25.DuplicateName;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ResourceAllocationInfo;
import com.vmware.vim25.ResourceConfigSpec;
import com.vmware.vim25.SharesInfo;
import com.vmware.vim25.SharesLevel;
import com.vmware.vim25.VAppConfigSpec;
import com.vmware.vim25.VAppEntityConfigInfo;
import dev.slipway.model.Desired.VAppSpec;
import dev.slipway.model.ObservedVApp;
import dev.slipway.model.Placement;
import dev.slipway.model.Settings;
import dev.slipway.model.VAppSettings;
import dev.slipway.model.VmPath;
import dev.slipway.port.PortException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes vApps, moves VMs into them and sets in what order they start. To a VM in a vApp belongs no
 * folder any more: its path leads over the vApp.
 */
final class VApps {
  private static final Duration REMOVE_DEADLINE = Duration.ofMinutes(2);
  private static final String VMS = "vm";
  private static final String POOLS = "resourcePool";
  private static final String ENTITIES = "vAppConfig.entityConfig";

  private final VSphereSession session;
  private final Locator locator;
  private final CustomAttributes attributes;

  VApps(VSphereSession session, Locator locator, CustomAttributes attributes) {
    this.session = session;
    this.locator = locator;
    this.attributes = attributes;
  }

  void arrange(VAppSpec spec, Map<String, String> marks) throws InterruptedException {
    String object = "vApp " + spec.name();
    Map<VmPath, ManagedObjectReference> vms =
        locator.findVms(spec.starts().stream().map(VAppSpec.Start::vm).toList());
    for (VAppSpec.Start start : spec.starts()) {
      if (!vms.containsKey(start.vm())) {
        throw Locator.missing("VM", InventoryPath.vm(start.vm()));
      }
    }
    Optional<ManagedObjectReference> existing = find(spec.placement(), spec.name());
    ManagedObjectReference vApp =
        existing.isPresent() ? existing.get() : create(spec.placement(), spec.name());
    attributes.set(vApp, object, marks);
    moveIn(vApp, object, vms.values());
    VAppEntityConfigInfo[] entities =
        entities(read(vApp, object).all(ENTITIES, VAppEntityConfigInfo[].class), spec, vms);
    if (entities.length > 0) {
      VAppConfigSpec change = new VAppConfigSpec();
      change.setEntityConfig(entities);
      session.call(
          "configure",
          object,
          vim -> {
            vim.updateVAppConfig(vApp, change);
            return true;
          });
    }
  }

  boolean remove(Placement placement, String name, String markName, String markValue)
      throws InterruptedException {
    Optional<ManagedObjectReference> vApp = find(placement, name);
    if (vApp.isEmpty()) {
      return true;
    }
    String object = "vApp " + name;
    Retrieval.Answer answer =
        alsoIn(attributes.alsoIn(new Retrieval()), vApp.get()).read(session, object);
    Retrieval.Properties seen = answer.of(vApp.get());
    if (!seen.values().containsKey(VMS)
        || !isEmpty(seen)
        || !markValue.equals(attributes.marks(answer, seen).get(markName))) {
      return false;
    }
    // Not Destroy_Task: it would delete the files of a VM that somebody moves in at this moment.
    ManagedObjectReference task =
        session.call("remove", object, vim -> vim.unregisterVApp_Task(vApp.get()));
    var unused = session.awaitTask(task, "remove", object, REMOVE_DEADLINE);
    return true;
  }

  /** Adds a vApp to what is read. */
  static Retrieval alsoIn(Retrieval retrieval, ManagedObjectReference vApp) {
    return retrieval.properties("VirtualApp", VMS, POOLS, ENTITIES, "customValue").object(vApp);
  }

  /** The vApp as it was read, as to these VMs. */
  ObservedVApp observed(
      Retrieval.Answer answer,
      ManagedObjectReference vApp,
      Collection<ManagedObjectReference> asked) {
    Retrieval.Properties seen = answer.of(vApp);
    List<ManagedObjectReference> members = seen.all(VMS, ManagedObjectReference[].class);
    SortedMap<String, Settings> entities = new TreeMap<>();
    members.stream()
        .filter(asked::contains)
        .forEach(vm -> entities.put(vm.getVal(), Settings.NONE));
    for (VAppEntityConfigInfo entity : seen.all(ENTITIES, VAppEntityConfigInfo[].class)) {
      entities.computeIfPresent(
          entity.getKey().getVal(),
          (vm, none) -> SettingsInData.read(entity, VAppSettings.ENTITY, Map.of()));
    }
    boolean hasOthers =
        entities.size() < members.size()
            || !seen.all(POOLS, ManagedObjectReference[].class).isEmpty();
    return new ObservedVApp(attributes.marks(answer, seen), hasOthers, entities);
  }

  private static boolean isEmpty(Retrieval.Properties vApp) {
    return vApp.all(VMS, ManagedObjectReference[].class).isEmpty()
        && vApp.all(POOLS, ManagedObjectReference[].class).isEmpty();
  }

  private Optional<ManagedObjectReference> find(Placement placement, String name)
      throws InterruptedException {
    return locator
        .find(InventoryPath.vApp(placement.datacenter(), placement.folder(), name))
        .filter(ManagedType.VAPP::is);
  }

  private Retrieval.Properties read(ManagedObjectReference vApp, String object)
      throws InterruptedException {
    return alsoIn(new Retrieval(), vApp).read(session, object).of(vApp);
  }

  private ManagedObjectReference create(Placement placement, String name)
      throws InterruptedException {
    ManagedObjectReference pool =
        require(
            "resource pool",
            InventoryPath.pool(
                placement.datacenter(), placement.computeResource(), placement.resourcePool()),
            ManagedType.POOL);
    ManagedObjectReference folder =
        require(
            "folder",
            InventoryPath.folder(placement.datacenter(), placement.folder()),
            ManagedType.FOLDER);
    ResourceConfigSpec resources = new ResourceConfigSpec();
    resources.setCpuAllocation(unlimited());
    resources.setMemoryAllocation(unlimited());
    try {
      return session.call(
          "create",
          "vApp " + name,
          vim ->
              vim.createVApp(
                  pool, InventoryPath.escapeName(name), resources, new VAppConfigSpec(), folder));
    } catch (PortException e) {
      if (Faults.in(e, DuplicateName.class).isEmpty()) {
        throw e;
      }
      return find(placement, name).orElseThrow(() -> e);
    }
  }

  private ManagedObjectReference require(String what, String path, ManagedType type)
      throws InterruptedException {
    return locator.find(path).filter(type::is).orElseThrow(() -> Locator.missing(what, path));
  }

  /** As a resource pool is that takes nothing from others and gives nothing away. */
  private static ResourceAllocationInfo unlimited() {
    SharesInfo shares = new SharesInfo();
    shares.setLevel(SharesLevel.normal);
    ResourceAllocationInfo allocation = new ResourceAllocationInfo();
    allocation.setReservation(0L);
    allocation.setExpandableReservation(true);
    allocation.setLimit(-1L);
    allocation.setShares(shares);
    return allocation;
  }

  private void moveIn(
      ManagedObjectReference vApp, String object, Collection<ManagedObjectReference> vms)
      throws InterruptedException {
    List<ManagedObjectReference> members =
        read(vApp, object).all(VMS, ManagedObjectReference[].class);
    ManagedObjectReference[] missing =
        vms.stream().filter(vm -> !members.contains(vm)).toArray(ManagedObjectReference[]::new);
    if (missing.length > 0) {
      session.call(
          "move nodes into",
          object,
          vim -> {
            vim.moveIntoResourcePool(vApp, missing);
            return true;
          });
    }
  }

  /**
   * All entries, those of others as they are, for it is not said whether a list replaces the
   * entries that it leaves out; none when nothing differs.
   */
  private static VAppEntityConfigInfo[] entities(
      List<VAppEntityConfigInfo> current, VAppSpec spec, Map<VmPath, ManagedObjectReference> vms) {
    List<VAppEntityConfigInfo> entities = new ArrayList<>(current);
    boolean differs = false;
    for (VAppSpec.Start start : spec.starts()) {
      ManagedObjectReference vm = requireNonNull(vms.get(start.vm()));
      VAppEntityConfigInfo entity =
          entities.stream()
              .filter(each -> vm.equals(each.getKey()))
              .findFirst()
              .orElseGet(() -> {
                VAppEntityConfigInfo fresh = new VAppEntityConfigInfo();
                fresh.setKey(vm);
                entities.add(fresh);
                return fresh;
              });
      Settings differing =
          start
              .settings()
              .differingFrom(SettingsInData.read(entity, VAppSettings.ENTITY, Map.of()));
      differs |= !differing.hasNone();
      SettingsInData.write(
          entity,
          VAppSettings.ENTITY,
          differing,
          (setting, name) -> {
            throw new IllegalArgumentException(setting.path() + " names nothing");
          });
    }
    return differs ? entities.toArray(VAppEntityConfigInfo[]::new) : new VAppEntityConfigInfo[0];
  }
}
