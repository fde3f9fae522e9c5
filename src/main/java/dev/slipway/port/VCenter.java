package dev.slipway.port;

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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One session with one vCenter. Every method fails with {@link PortException} when vCenter refuses
 * or cannot be reached, and ends early with {@link InterruptedException}, leaving nothing half done
 * that it does not name. Safe for several threads.
 */
public interface VCenter extends AutoCloseable {
  /** A line for people that says which vCenter this is, such as its URL and version. */
  String description();

  /** Reads what the query names, in a few round trips however large the inventory is. */
  ObservedWorld observe(ObservationQuery query) throws InterruptedException;

  /** Reads one VM afresh; empty when there is none at that path. */
  Optional<ObservedVm> findVm(VmPath path) throws InterruptedException;

  /**
   * Creates the folder and its missing parents below the datacenter's VM folder, and marks those
   * that it created. Does nothing when it exists.
   */
  void createFolder(String datacenter, String path, Map<String, String> marks)
      throws InterruptedException;

  /**
   * Creates the resource pool and its missing parents below the cluster's root resource pool, and
   * marks those that it created. The wanted pool gets its settings; its parents get vCenter's
   * defaults. Leaves a pool that exists as it is.
   */
  void createPool(PoolSpec pool, Map<String, String> marks) throws InterruptedException;

  /** Sets the settings of a resource pool; everything else stays as it is. */
  void configurePool(PoolSpec pool) throws InterruptedException;

  /**
   * Deploys a VM, powered off, with its birth marks. On any failure the half-made VM is removed, or
   * named in the exception when that fails too. Fails when a VM of that name exists.
   *
   * @return warnings of vCenter about the package
   */
  List<String> deploy(Deployment deployment, TransferListener listener) throws InterruptedException;

  /**
   * Finds an item of a content library by its name.
   *
   * @return the item; or the names of the libraries, or of the items of the library, that there are
   */
  Lookup<Lookup<LibraryItem>> findItem(String library, String item) throws InterruptedException;

  /**
   * Reads what there is in the content libraries of one name, and the item in them.
   *
   * @return the libraries; or the names of those that there are
   */
  Lookup<ObservedLibrary> observeItem(ItemName item) throws InterruptedException;

  /**
   * Makes an item of a local content library from a package, and has its library check the files as
   * the manifest states their digests. What an earlier run left of it without content is removed
   * first. On any failure nothing of it is left, or it is named in the exception when that fails
   * too. Fails when there is another item of that name, and when no library of that name is local.
   *
   * @param ovfPackage whose files are sent as they lie in it
   */
  void uploadItem(PackageUpload upload, OvfPackage ovfPackage, TransferListener listener)
      throws InterruptedException;

  /** Reads the OVF descriptor of an item, and fetches none of its other files. */
  byte[] readDescriptor(LibraryItem item) throws InterruptedException;

  /**
   * Deploys a VM from an item of a content library inside vCenter, as {@link #deploy} does from
   * files. Has its library fetch what is not there yet, and accepts all licence agreements.
   *
   * @param deployment whose package is the descriptor alone, and whose hidden properties are none
   */
  void deployItem(Deployment deployment, LibraryItem item) throws InterruptedException;

  /**
   * Clones a VM that is powered off, with birth marks, identity and MAC addresses of its own. The
   * new VM is powered off. On any failure nothing of it is left, or it is named in the exception
   * when that fails too. Fails when a VM of that name exists, or the source is powered on.
   */
  void cloneVm(Cloning cloning) throws InterruptedException;

  /** Sets custom attributes on a VM, in the map's order; others stay as they are. */
  void mark(VmPath vm, Map<String, String> marks) throws InterruptedException;

  /** Sets what is declared of a VM besides its package; everything else stays as it is. */
  void configure(VmPath vm, VmSettings settings) throws InterruptedException;

  /**
   * Takes a snapshot of a VM's disks and configuration, without memory and without asking the guest
   * for quiet. Does nothing when the VM has one of that name and description.
   *
   * @return whether it was taken now
   */
  boolean takeSnapshot(VmPath vm, VmSnapshot snapshot) throws InterruptedException;

  /**
   * Removes the snapshots of a VM that have that name and description; what was done since stays,
   * and so do all other snapshots. Does nothing when there is none.
   */
  void removeSnapshot(VmPath vm, VmSnapshot snapshot) throws InterruptedException;

  /** Applies all changes to one cluster in one call; everything not named stays as it is. */
  void reconfigure(ClusterReconfiguration change) throws InterruptedException;

  /**
   * Makes a vApp of that name in the folder of its placement, in the cluster's root resource pool,
   * unless it is there; marks it; moves those of the VMs into it that are elsewhere; and sets what
   * is declared of their start. Everything else in it stays as it is.
   */
  void arrangeVApp(VAppSpec vApp, Map<String, String> marks) throws InterruptedException;

  /**
   * Removes the vApp of that name when it bears the mark and nothing is in it.
   *
   * @return whether it is gone
   */
  boolean removeVApp(Placement placement, String name, String markName, String markValue)
      throws InterruptedException;

  /** Powers a VM on; does nothing when it is on. */
  void powerOn(VmPath vm) throws InterruptedException;

  /**
   * Asks a VM's guest to shut down, and waits until it is off or the deadline has passed. Does
   * nothing when the VM is off, or its guest cannot be asked.
   */
  void shutDown(VmPath vm, Duration deadline) throws InterruptedException;

  /** Powers a VM off hard; does nothing when it is off. */
  void powerOff(VmPath vm) throws InterruptedException;

  /**
   * Waits until the guest reports an address.
   *
   * @return the VM as last seen, with the address or, when the deadline passed, without it
   */
  ObservedVm awaitAddress(VmPath vm, String address, Duration deadline) throws InterruptedException;

  /**
   * Destroys a powered-off VM and its disks; does nothing when there is none. While a dead run's
   * import lease still holds it, waits for the lease to end.
   */
  void destroyVm(VmPath vm) throws InterruptedException;

  /**
   * Removes the folder and those of its parents that bear the given mark and are empty.
   *
   * @return the paths that were removed
   */
  List<String> removeFolders(String datacenter, String path, String markName, String markValue)
      throws InterruptedException;

  /**
   * Removes the resource pool and those of its parents that bear the given mark and are empty.
   *
   * @return the paths that were removed
   */
  List<String> removePools(PoolSpec pool, String markName, String markValue)
      throws InterruptedException;

  /** The locks that it keeps for one of its datacenters. */
  LockStore locks(String datacenter);

  /** What VMware Tools do in the guests of its VMs. */
  GuestOperations guests();

  /** Logs out. Never throws: a session that cannot be closed is logged and left to time out. */
  @Override
  void close();
}
