package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectNotFound;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ObjectSpec;
import com.vmware.vim25.ObjectUpdate;
import com.vmware.vim25.ObjectUpdateKind;
import com.vmware.vim25.PropertyChange;
import com.vmware.vim25.PropertyChangeOp;
import com.vmware.vim25.PropertyFilterSpec;
import com.vmware.vim25.PropertyFilterUpdate;
import com.vmware.vim25.PropertySpec;
import com.vmware.vim25.UpdateSet;
import com.vmware.vim25.VimPortType;
import com.vmware.vim25.WaitOptions;
import java.rmi.RemoteException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Waits for properties of one object with a property collector of its own, so that waits run beside
 * each other.
 */
final class PropertyWait {
  /** Short enough for proxies that cut silent connections. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

  private final VimPortType vim;
  private final ManagedObjectReference rootCollector;
  private final ManagedObjectReference object;
  private final List<String> properties;

  PropertyWait(
      VimPortType vim,
      ManagedObjectReference rootCollector,
      ManagedObjectReference object,
      List<String> properties) {
    this.vim = vim;
    this.rootCollector = rootCollector;
    this.object = object;
    this.properties = properties;
  }

  /** Gives what the test gives first, or nothing when the deadline passed. */
  <R> Optional<R> until(Function<Map<String, Object>, Optional<R>> test, Duration deadline)
      throws RemoteException {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      ManagedObjectReference collector = vim.createPropertyCollector(rootCollector);
      try {
        return watch(collector, test, end);
      } catch (ManagedObjectNotFound e) {
        // A new login after the session's end has lost the collector: make another.
        if (!collector.equals(e.getObj()) || System.nanoTime() - end >= 0) {
          throw e;
        }
      } finally {
        destroy(collector);
      }
    }
  }

  private <R> Optional<R> watch(
      ManagedObjectReference collector, Function<Map<String, Object>, Optional<R>> test, long end)
      throws RemoteException {
    vim.createFilter(collector, filter(), false);
    Map<String, Object> values = new HashMap<>();
    String version = "";
    while (true) {
      UpdateSet updates = vim.waitForUpdatesEx(collector, version, options(end));
      if (updates != null) {
        version = updates.getVersion();
        apply(updates, values);
        Optional<R> result = test.apply(Map.copyOf(values));
        if (result.isPresent()) {
          return result;
        }
      }
      if (System.nanoTime() - end >= 0) {
        return Optional.empty();
      }
    }
  }

  private void apply(UpdateSet updates, Map<String, Object> values) throws ManagedObjectNotFound {
    if (updates.getFilterSet() == null) {
      return;
    }
    for (PropertyFilterUpdate filter : updates.getFilterSet()) {
      if (filter.getMissingSet() != null && filter.getMissingSet().length > 0) {
        throw vanished();
      }
      if (filter.getObjectSet() != null) {
        for (ObjectUpdate update : filter.getObjectSet()) {
          apply(update, values);
        }
      }
    }
  }

  private void apply(ObjectUpdate update, Map<String, Object> values) throws ManagedObjectNotFound {
    if (update.getKind() == ObjectUpdateKind.leave) {
      throw vanished();
    }
    if (update.getChangeSet() == null) {
      return;
    }
    for (PropertyChange change : update.getChangeSet()) {
      if (change.getVal() == null || change.getOp() == PropertyChangeOp.remove) {
        values.remove(change.getName());
      } else {
        values.put(change.getName(), change.getVal());
      }
    }
  }

  private ManagedObjectNotFound vanished() {
    ManagedObjectNotFound fault = new ManagedObjectNotFound();
    fault.setObj(object);
    return fault;
  }

  private PropertyFilterSpec filter() {
    PropertySpec wanted = new PropertySpec();
    wanted.setType(object.getType());
    wanted.setPathSet(properties.toArray(String[]::new));
    ObjectSpec watched = new ObjectSpec();
    watched.setObj(object);
    PropertyFilterSpec filter = new PropertyFilterSpec();
    filter.setPropSet(new PropertySpec[] {wanted});
    filter.setObjectSet(new ObjectSpec[] {watched});
    return filter;
  }

  private static WaitOptions options(long end) {
    Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    Duration silence = left.compareTo(LONGEST_SILENCE) < 0 ? left : LONGEST_SILENCE;
    WaitOptions options = new WaitOptions();
    options.setMaxWaitSeconds(Math.toIntExact(silence.plusMillis(999).toSeconds()));
    return options;
  }

  /** Ends the wait in vCenter too; an interrupt does not keep it from being told. */
  private void destroy(ManagedObjectReference collector) {
    VSphereSession.evenIfInterrupted(
        "destroy a property collector", () -> vim.destroyPropertyCollector(collector));
  }
}
