package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.diag.Category;
import dev.slipway.model.VmPath;
import dev.slipway.port.PortException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Finds objects by inventory path: one round trip each, several at a time. */
final class Locator {
  /** vCenter answers a session's calls in parallel; more than a few gain nothing. */
  private static final int PARALLEL = 6;

  /**
   * A connection costs as much time as two calls before its first, and a TLS handshake of both
   * sides.
   */
  private static final int CALLS_WORTH_A_CONNECTION = 6;

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
    Map<String, ManagedObjectReference> found = new HashMap<>();
    inParallel(paths, this::find)
        .forEach((path, object) -> object.ifPresent(reference -> found.put(path, reference)));
    return found;
  }

  /** The VMs of a datacenter whose guests report these addresses, by address. */
  Map<String, List<ManagedObjectReference>> holders(
      ManagedObjectReference datacenter, Collection<String> addresses) throws InterruptedException {
    return inParallel(addresses, address -> holders(datacenter, address));
  }

  private List<ManagedObjectReference> holders(ManagedObjectReference datacenter, String address)
      throws InterruptedException {
    ManagedObjectReference @Nullable [] holders =
        session.<ManagedObjectReference @Nullable []>call(
            "look for the holder of",
            address,
            vim -> vim.findAllByIp(session.content().getSearchIndex(), datacenter, address, true));
    return holders == null ? List.of() : List.of(holders);
  }

  private static <N, T> Map<N, T> inParallel(Collection<N> names, Question<N, T> question)
      throws InterruptedException {
    Set<N> distinct = Set.copyOf(names);
    Map<N, T> given = new HashMap<>();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.clamp(Math.ceilDiv(distinct.size(), CALLS_WORTH_A_CONNECTION), 1, PARALLEL),
            Thread.ofPlatform().daemon().name("vcenter-find").factory());
    try {
      Map<N, Future<T>> answers = new LinkedHashMap<>();
      for (N name : distinct) {
        answers.put(name, threads.submit(() -> question.ask(name)));
      }
      for (Map.Entry<N, Future<T>> answer : answers.entrySet()) {
        given.put(answer.getKey(), answer.getValue().get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return given;
  }

  /** The VM at the path. */
  Optional<ManagedObjectReference> findVm(VmPath path) throws InterruptedException {
    Optional<ManagedObjectReference> inFolder =
        find(InventoryPath.vm(path)).filter(ManagedType.VM::is);
    Optional<String> inVApp = InventoryPath.inVApp(path);
    return inFolder.isPresent() || inVApp.isEmpty()
        ? inFolder
        : find(inVApp.get()).filter(ManagedType.VM::is);
  }

  /** Those of the VMs that are there. */
  Map<VmPath, ManagedObjectReference> findVms(Collection<VmPath> paths)
      throws InterruptedException {
    Map<VmPath, ManagedObjectReference> found = new HashMap<>();
    inParallel(paths, this::findVm)
        .forEach((path, vm) -> vm.ifPresent(reference -> found.put(path, reference)));
    return found;
  }

  /**
   * The VM at the path, which must be there.
   *
   * @throws PortException when it is not
   */
  ManagedObjectReference requireVm(VmPath path) throws InterruptedException {
    return findVm(path).orElseThrow(() -> missing("VM", InventoryPath.vm(path)));
  }

  /** What is asked of each name. */
  @FunctionalInterface
  private interface Question<N, T> {
    T ask(N name) throws InterruptedException;
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
