package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.diag.Category;
import dev.slipway.model.VmPath;
import dev.slipway.port.PortException;
import dev.slipway.vsphere.ParallelCalls.Call;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds objects by inventory path: one round trip each, several at a time. */
final class Locator {
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
    return present(inParallel(paths, this::find));
  }

  /**
   * Objects by the paths that lead to one, and VMs of a datacenter by the addresses that their
   * guests report.
   */
  record Found(
      Map<String, ManagedObjectReference> byPath,
      Map<String, List<ManagedObjectReference>> byAddress) {}

  /**
   * Finds both.
   *
   * @param datacenter its path, one of the paths
   */
  Found findAll(String datacenter, Collection<String> paths, Collection<String> addresses)
      throws InterruptedException {
    try (ParallelCalls calls = new ParallelCalls(paths.size() + addresses.size())) {
      Call<Optional<ManagedObjectReference>> where = calls.begin(() -> find(datacenter));
      Map<String, Call<Optional<ManagedObjectReference>>> finds = new LinkedHashMap<>();
      finds.put(datacenter, where);
      for (String path : paths) {
        finds.computeIfAbsent(path, key -> calls.begin(() -> find(key)));
      }
      Map<String, Call<List<ManagedObjectReference>>> holders = new LinkedHashMap<>();
      for (String address : addresses) {
        holders.computeIfAbsent(address, key -> calls.begin(() -> holdersIn(where.result(), key)));
      }
      return new Found(present(results(finds)), results(holders));
    }
  }

  private List<ManagedObjectReference> holdersIn(
      Optional<ManagedObjectReference> datacenter, String address) throws InterruptedException {
    if (datacenter.filter(ManagedType.DATACENTER::is).isEmpty()) {
      return List.of();
    }
    ManagedObjectReference @Nullable [] holders =
        session.<ManagedObjectReference @Nullable []>call(
            "look for the holder of",
            address,
            vim ->
                vim.findAllByIp(
                    session.content().getSearchIndex(), datacenter.get(), address, true));
    return holders == null ? List.of() : List.of(holders);
  }

  private static <N, T> Map<N, T> inParallel(Collection<N> names, Question<N, T> question)
      throws InterruptedException {
    Set<N> distinct = Set.copyOf(names);
    try (ParallelCalls calls = new ParallelCalls(distinct.size())) {
      Map<N, Call<T>> begun = new LinkedHashMap<>();
      for (N name : distinct) {
        begun.put(name, calls.begin(() -> question.ask(name)));
      }
      return results(begun);
    }
  }

  private static <N, T> Map<N, T> results(Map<N, Call<T>> begun) throws InterruptedException {
    Map<N, T> results = new HashMap<>();
    for (Map.Entry<N, Call<T>> call : begun.entrySet()) {
      results.put(call.getKey(), call.getValue().result());
    }
    return results;
  }

  private static <N> Map<N, ManagedObjectReference> present(
      Map<N, Optional<ManagedObjectReference>> answers) {
    Map<N, ManagedObjectReference> present = new HashMap<>();
    answers.forEach((name, object) -> object.ifPresent(found -> present.put(name, found)));
    return present;
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
    return present(inParallel(paths, this::findVm));
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
