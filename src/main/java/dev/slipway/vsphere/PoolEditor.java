package dev.slipway.vsphere;

import com.vmware.vim25.DuplicateName;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ResourceAllocationInfo;
import com.vmware.vim25.ResourceConfigSpec;
import com.vmware.vim25.SharesInfo;
import com.vmware.vim25.SharesLevel;
import dev.slipway.model.Desired.PoolSpec;
import dev.slipway.model.ObservedPool;
import dev.slipway.model.PoolSettings;
import dev.slipway.model.Settings;
import dev.slipway.port.PortException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Creates, reads and configures resource pools, and removes those that were created so. */
final class PoolEditor {
  private static final Duration DESTROY_DEADLINE = Duration.ofMinutes(2);
  private static final String CPU = "config.cpuAllocation.shares";
  private static final String MEMORY = "config.memoryAllocation.shares";
  private static final long UNLIMITED = -1;

  private final VSphereSession session;
  private final Locator locator;
  private final CustomAttributes attributes;

  PoolEditor(VSphereSession session, Locator locator, CustomAttributes attributes) {
    this.session = session;
    this.locator = locator;
    this.attributes = attributes;
  }

  /** Adds a pool to what is read. */
  static Retrieval alsoIn(Retrieval retrieval, ManagedObjectReference pool) {
    return retrieval.properties("ResourcePool", "customValue", CPU, MEMORY).object(pool);
  }

  /** The pool as it was read. */
  static ObservedPool observed(
      Retrieval.Answer answer,
      ManagedObjectReference pool,
      String path,
      CustomAttributes attributes) {
    Retrieval.Properties properties = answer.of(pool);
    Map<String, String> values = new TreeMap<>();
    put(values, PoolSettings.CPU_SHARES, properties.get(CPU, SharesInfo.class));
    put(values, PoolSettings.MEMORY_SHARES, properties.get(MEMORY, SharesInfo.class));
    return new ObservedPool(path, attributes.marks(answer, properties), Settings.of(values));
  }

  private static void put(Map<String, String> values, String path, @Nullable SharesInfo shares) {
    if (shares != null && shares.getLevel() != null) {
      values.put(
          path,
          shares.getLevel() == SharesLevel.custom
              ? String.valueOf(shares.getShares())
              : shares.getLevel().name());
    }
  }

  /** Creates the pool and its missing parents; marks what it created. */
  void create(PoolSpec pool, Map<String, String> marks) throws InterruptedException {
    List<String> paths = InventoryPath.downTo(pool.path());
    ManagedObjectReference parent =
        find(pool, "")
            .orElseThrow(() ->
                Locator.missing(
                    "cluster", InventoryPath.cluster(pool.datacenter(), pool.cluster())));
    for (String path : paths) {
      Optional<ManagedObjectReference> existing = find(pool, path);
      parent =
          existing.isPresent()
              ? existing.get()
              : create(
                  parent,
                  pool,
                  path,
                  path.equals(pool.path()) ? pool.settings() : Settings.NONE,
                  marks);
    }
  }

  /** Sets the declared settings of the pool. */
  void configure(PoolSpec pool) throws InterruptedException {
    ManagedObjectReference reference =
        find(pool, pool.path())
            .orElseThrow(() -> Locator.missing("resource pool", inventoryPath(pool, pool.path())));
    ResourceConfigSpec change = new ResourceConfigSpec();
    change.setCpuAllocation(new ResourceAllocationInfo());
    change.getCpuAllocation().setShares(shares(pool.settings().value(PoolSettings.CPU_SHARES)));
    change.setMemoryAllocation(new ResourceAllocationInfo());
    change
        .getMemoryAllocation()
        .setShares(shares(pool.settings().value(PoolSettings.MEMORY_SHARES)));
    session.call(
        "configure resource pool",
        pool.path(),
        vim -> {
          vim.updateConfig(reference, null, change);
          return true;
        });
  }

  /** Removes the pool and its parents, from below, as far as they are empty and so marked. */
  List<String> remove(PoolSpec pool, String markName, String markValue)
      throws InterruptedException {
    List<String> removed = new ArrayList<>();
    for (String path : InventoryPath.downTo(pool.path()).reversed()) {
      Optional<ManagedObjectReference> reference = find(pool, path);
      if (reference.isEmpty()) {
        continue;
      }
      if (!isEmptyAndMarked(reference.get(), path, markName, markValue)) {
        break;
      }
      destroy(reference.get(), path);
      removed.add(path);
    }
    return removed;
  }

  private ManagedObjectReference create(
      ManagedObjectReference parent,
      PoolSpec pool,
      String path,
      Settings settings,
      Map<String, String> marks)
      throws InterruptedException {
    ResourceConfigSpec specification = new ResourceConfigSpec();
    specification.setCpuAllocation(allocation(settings.value(PoolSettings.CPU_SHARES)));
    specification.setMemoryAllocation(allocation(settings.value(PoolSettings.MEMORY_SHARES)));
    String name = path.substring(path.lastIndexOf('/') + 1);
    ManagedObjectReference created;
    try {
      created =
          session.call(
              "create resource pool",
              path,
              vim -> vim.createResourcePool(parent, name, specification));
    } catch (PortException e) {
      if (Faults.in(e, DuplicateName.class).isEmpty()) {
        throw e;
      }
      // Someone was faster: the pool is theirs, so it gets no marks of ours.
      return find(pool, path).orElseThrow(() -> e);
    }
    attributes.set(created, "resource pool " + path, marks);
    return created;
  }

  /** The defaults of the vSphere Client: nothing reserved, nothing limited. */
  private static ResourceAllocationInfo allocation(@Nullable String shares) {
    ResourceAllocationInfo allocation = new ResourceAllocationInfo();
    allocation.setReservation(0L);
    allocation.setExpandableReservation(true);
    allocation.setLimit(UNLIMITED);
    allocation.setShares(shares(shares == null ? SharesLevel.normal.name() : shares));
    return allocation;
  }

  /** A number of shares counts with the level {@code custom} only. */
  private static @Nullable SharesInfo shares(@Nullable String written) {
    if (written == null) {
      return null;
    }
    SharesInfo shares = new SharesInfo();
    if (PoolSettings.LEVELS.contains(written)) {
      shares.setLevel(SharesLevel.valueOf(written));
    } else {
      shares.setLevel(SharesLevel.custom);
      shares.setShares(Integer.parseInt(written));
    }
    return shares;
  }

  private Optional<ManagedObjectReference> find(PoolSpec pool, String path)
      throws InterruptedException {
    return locator.find(inventoryPath(pool, path)).filter(ManagedType.POOL::is);
  }

  private static String inventoryPath(PoolSpec pool, String path) {
    return InventoryPath.pool(pool.datacenter(), pool.cluster(), path);
  }

  private boolean isEmptyAndMarked(
      ManagedObjectReference pool, String path, String markName, String markValue)
      throws InterruptedException {
    Retrieval.Answer answer =
        attributes
            .alsoIn(new Retrieval())
            .properties("ResourcePool", "vm", "resourcePool", "customValue")
            .object(pool)
            .read(session, "resource pool " + path);
    Retrieval.Properties properties = answer.of(pool);
    return properties.all("vm", ManagedObjectReference[].class).isEmpty()
        && properties.all("resourcePool", ManagedObjectReference[].class).isEmpty()
        && markValue.equals(attributes.marks(answer, properties).get(markName));
  }

  /** A VM that somebody has put there since we looked goes to the parent pool, unharmed. */
  private void destroy(ManagedObjectReference pool, String path) throws InterruptedException {
    ManagedObjectReference task =
        session.call("remove resource pool", path, vim -> vim.destroy_Task(pool));
    session.awaitTask(task, "remove resource pool", path, DESTROY_DEADLINE);
  }
}
