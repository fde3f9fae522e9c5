package dev.slipway.vsphere;

import com.vmware.vim25.ClusterConfigInfoEx;
import com.vmware.vim25.ClusterConfigSpecEx;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.VmPath;
import dev.slipway.port.PortException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes clusters: all changes of one request in one {@code ReconfigureComputeResource_Task}, one
 * request at a time for each cluster, and no call when nothing would change.
 */
final class ClusterEditor {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterEditor.class);

  /** How often to begin anew when others change the same entries at the same moment. */
  private static final int ATTEMPTS = 5;

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
    ManagedObjectReference cluster =
        locator
            .find(path)
            .filter(ManagedType.CLUSTER::is)
            .orElseThrow(() -> Locator.missing("cluster", path));
    Map<VmPath, ManagedObjectReference> vms = vms(change);
    ReentrantLock lock = locks.computeIfAbsent(cluster, reference -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      Reading reading = read(cluster, change.cluster());
      for (int attempt = 1; !send(reading, cluster, vms, change, attempt); attempt++) {
        reading = read(cluster, change.cluster());
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends what differs from what was read.
   *
   * @return false when vCenter refused it because somebody else has changed the cluster since, so
   *     that it has to be computed anew
   */
  private boolean send(
      Reading reading,
      ManagedObjectReference cluster,
      Map<VmPath, ManagedObjectReference> vms,
      ClusterReconfiguration change,
      int attempt)
      throws InterruptedException {
    Optional<ClusterConfigSpecEx> spec =
        new ClusterDifference(reading.configuration(), reading.names(), vms).spec(change);
    if (spec.isEmpty()) {
      return true;
    }
    String name = "cluster " + change.cluster();
    try {
      ManagedObjectReference task =
          session.call(
              "reconfigure",
              name,
              vim -> vim.reconfigureComputeResource_Task(cluster, spec.get(), true));
      session.awaitTask(task, "reconfigure", name, DEADLINE);
      return true;
    } catch (PortException e) {
      if (attempt == ATTEMPTS
          || read(cluster, change.cluster()).cluster().equals(reading.cluster())) {
        throw e;
      }
      LOG.debug("{} was changed meanwhile, and is looked at anew: {}", name, e.getMessage());
      return false;
    }
  }

  private Reading read(ManagedObjectReference cluster, String name) throws InterruptedException {
    Retrieval.Answer answer =
        ClusterReader.alsoIn(new Retrieval(), cluster).read(session, "cluster " + name);
    return new Reading(
        ClusterReader.observed(answer, cluster, name),
        ClusterReader.configuration(answer.of(cluster), name),
        ClusterReader.names(answer, cluster));
  }

  /** The cluster at one moment, for comparing it with a later one and for editing it. */
  private record Reading(
      ObservedCluster cluster,
      ClusterConfigInfoEx configuration,
      Map<ManagedObjectReference, String> names) {}

  private Map<VmPath, ManagedObjectReference> vms(ClusterReconfiguration change)
      throws InterruptedException {
    Set<VmPath> named = new HashSet<>(change.haOverrides().keySet());
    named.addAll(change.drsOverrides().keySet());
    for (ClusterRule rule : change.putRules()) {
      named.addAll(rule.vms());
      named.addAll(rule.dependsOn());
    }
    Map<VmPath, ManagedObjectReference> vms = locator.findVms(named);
    for (VmPath vm : named) {
      if (!vms.containsKey(vm)) {
        throw Locator.missing("VM", InventoryPath.vm(vm));
      }
    }
    return vms;
  }
}
