package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.diag.Category;
import dev.slipway.model.VmPath;
import dev.slipway.port.PortException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Finds objects by inventory path: one round trip each, several at a time. */
final class Locator {
  /** vCenter answers a session's calls in parallel; more than a few gain nothing. */
  private static final int PARALLEL = 6;

  private final VSphereSession session;

  Locator(VSphereSession session) {
    this.session = session;
  }

  /** The object at the path, whatever its type. */
  Optional<ManagedObjectReference> find(String path) throws InterruptedException {
    return Optional.ofNullable(
        session.call(
            "find",
            path,
            vim -> vim.findByInventoryPath(session.content().getSearchIndex(), path)));
  }

  /** The objects at those of the paths that lead to one. */
  Map<String, ManagedObjectReference> findAll(Collection<String> paths)
      throws InterruptedException {
    Set<String> distinct = Set.copyOf(paths);
    Map<String, ManagedObjectReference> found = new HashMap<>();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.clamp(distinct.size(), 1, PARALLEL),
            Thread.ofPlatform().daemon().name("slipway-find-", 0).factory());
    try {
      Map<String, Future<Optional<ManagedObjectReference>>> answers = new LinkedHashMap<>();
      for (String path : distinct) {
        answers.put(path, threads.submit(() -> find(path)));
      }
      for (Map.Entry<String, Future<Optional<ManagedObjectReference>>> answer :
          answers.entrySet()) {
        answer.getValue().get().ifPresent(reference -> found.put(answer.getKey(), reference));
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return found;
  }

  /** The VM at the path. */
  Optional<ManagedObjectReference> findVm(VmPath path) throws InterruptedException {
    return find(InventoryPath.vm(path)).filter(ManagedType.VM::is);
  }

  /**
   * The VM at the path, which must be there.
   *
   * @throws PortException when it is not
   */
  ManagedObjectReference requireVm(VmPath path) throws InterruptedException {
    return findVm(path).orElseThrow(() -> missing("VM", InventoryPath.vm(path)));
  }

  static PortException missing(String what, String path) {
    return new PortException(
        Category.CONFLICT,
        "vcenter/missing",
        "vCenter has no " + what + " " + path,
        "It was there, or was not needed, when the plan was made.",
        "Run plan again to see what is there now.",
        null);
  }
}
