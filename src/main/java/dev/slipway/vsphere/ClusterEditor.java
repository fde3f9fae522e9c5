package dev.slipway.vsphere;

import com.vmware.vim25.ClusterConfigSpecEx;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.VmPath;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Changes clusters: all changes of one request in one {@code ReconfigureComputeResource_Task}, one
 * request at a time for each cluster, and no call when nothing would change.
 */
final class ClusterEditor {
  private static final Duration DEADLINE = Duration.ofMinutes(15);

  private final VSphereSession session;
  private final Locator locator;
  private final Map<ManagedObjectReference, ReentrantLock> locks = new ConcurrentHashMap<>();

  ClusterEditor(VSphereSession session, Locator locator) {
    this.session = session;
    this.locator = locator;
  }

  void reconfigure(ClusterReconfiguration change) throws InterruptedException {
    String path = InventoryPath.cluster(change.datacenter(), change.cluster());
    String name = "cluster " + change.cluster();
    ManagedObjectReference cluster =
        locator
            .find(path)
            .filter(ManagedType.CLUSTER::is)
            .orElseThrow(() -> Locator.missing("cluster", path));
    Map<VmPath, ManagedObjectReference> vms = vms(change);
    ReentrantLock lock = locks.computeIfAbsent(cluster, reference -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      Optional<ClusterConfigSpecEx> spec = difference(cluster, change.cluster(), vms).spec(change);
      if (spec.isEmpty()) {
        return;
      }
      ManagedObjectReference task =
          session.call(
              "reconfigure",
              name,
              vim -> vim.reconfigureComputeResource_Task(cluster, spec.get(), true));
      session.awaitTask(task, "reconfigure", name, DEADLINE);
    } finally {
      lock.unlock();
    }
  }

  private ClusterDifference difference(
      ManagedObjectReference cluster, String name, Map<VmPath, ManagedObjectReference> vms)
      throws InterruptedException {
    Retrieval.Answer answer =
        ClusterReader.alsoIn(new Retrieval(), cluster).read(session, "cluster " + name);
    return new ClusterDifference(
        ClusterReader.configuration(answer.of(cluster), name),
        ClusterReader.names(answer, cluster),
        vms);
  }

  private Map<VmPath, ManagedObjectReference> vms(ClusterReconfiguration change)
      throws InterruptedException {
    Set<VmPath> named = new HashSet<>(change.haOverrides().keySet());
    named.addAll(change.drsOverrides().keySet());
    for (ClusterRule rule : change.putRules()) {
      named.addAll(rule.vms());
      named.addAll(rule.dependsOn());
    }
    Map<String, ManagedObjectReference> found =
        locator.findAll(named.stream().map(InventoryPath::vm).toList());
    Map<VmPath, ManagedObjectReference> vms = new HashMap<>();
    for (VmPath vm : named) {
      String path = InventoryPath.vm(vm);
      ManagedObjectReference reference = found.get(path);
      if (reference == null || !ManagedType.VM.is(reference)) {
        throw Locator.missing("VM", path);
      }
      vms.put(vm, reference);
    }
    return vms;
  }
}
