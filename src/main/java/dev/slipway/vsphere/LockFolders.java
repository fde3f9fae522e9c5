package dev.slipway.vsphere;

import com.vmware.vim25.DuplicateName;
import com.vmware.vim25.ManagedObjectNotFound;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.MethodFault;
import dev.slipway.diag.Category;
import dev.slipway.model.HeldLock;
import dev.slipway.model.LockHolder;
import dev.slipway.model.LockName;
import dev.slipway.model.Marks;
import dev.slipway.model.Sha256;
import dev.slipway.port.LockStore;
import dev.slipway.port.PortException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks as folders of vCenter (docs/adr/0008): a folder below {@value #CONTAINER} that bears the
 * lock's name is the lock, and its attribute {@link Marks#LOCK} says whose. It is created under a
 * name of its own, gets its record, and is then renamed; vCenter lets one of several win that, and
 * no lock is ever without its record. Whatever removes a lock names the managed object it has seen.
 */
final class LockFolders implements LockStore {
  /** Below the datacenter's VM folder; stays when there is no lock. */
  static final String CONTAINER = "slipway-locks";

  private static final Logger LOG = LoggerFactory.getLogger(LockFolders.class);
  private static final Duration RENAME_DEADLINE = Duration.ofMinutes(2);
  private static final int LONGEST_NAME = 80;
  private static final int DIGITS = 20;

  private final VSphereSession session;
  private final Locator locator;
  private final CustomAttributes attributes;
  private final FolderEditor folders;
  private final String datacenter;

  LockFolders(
      VSphereSession session,
      Locator locator,
      CustomAttributes attributes,
      FolderEditor folders,
      String datacenter) {
    this.session = session;
    this.locator = locator;
    this.attributes = attributes;
    this.folders = folders;
    this.datacenter = datacenter;
  }

  @Override
  public Attempt take(LockName name, LockHolder holder, Duration lease)
      throws InterruptedException {
    ManagedObjectReference container = requireContainer();
    while (true) {
      Instant now = session.now();
      List<Seen> seen = look(container);
      discardUnfinished(seen, now);
      Optional<Seen> present = seen.stream().filter(each -> each.isNamed(name)).findFirst();
      if (present.isPresent()) {
        HeldLock lock = present.get().lock(now).orElseThrow(() -> foreign(name));
        if (!lock.hasEnded()) {
          return new Attempt.Refused(lock);
        }
        LOG.info("The lease of {} on {} has ended: taken over", lock.holder(), name);
        remove(lock);
      }
      Optional<HeldLock> taken = create(container, name, holder, now, lease);
      if (taken.isPresent()) {
        return new Attempt.Taken(taken.get());
      }
    }
  }

  /** Makes the lock, unless another run is faster. */
  private Optional<HeldLock> create(
      ManagedObjectReference container,
      LockName name,
      LockHolder holder,
      Instant now,
      Duration lease)
      throws InterruptedException {
    String unfinished = UnfinishedLock.name(now, UUID.randomUUID());
    ManagedObjectReference folder =
        session.call("create folder", unfinished, vim -> vim.createFolder(container, unfinished));
    LockRecord entry = new LockRecord(name.text(), holder, now, now.plus(lease));
    try {
      record(folder, entry);
      ManagedObjectReference task =
          session.call(
              "name folder", folderName(name), vim -> vim.rename_Task(folder, folderName(name)));
      session.awaitTask(task, "name folder", folderName(name), RENAME_DEADLINE);
      return Optional.of(entry.held(folder.getVal(), now));
    } catch (RuntimeException | InterruptedException e) {
      boolean interrupted = Thread.interrupted();
      try {
        folders.destroy(folder, unfinished);
      } catch (RuntimeException | InterruptedException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (isFault(e, DuplicateName.class)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public boolean renew(HeldLock lock, Duration lease) throws InterruptedException {
    Instant now = session.now();
    Optional<HeldLock> present = find(lock).flatMap(seen -> seen.lock(now));
    if (present.isEmpty() || present.get().hasEnded()) {
      return false;
    }
    try {
      record(
          reference(lock),
          new LockRecord(lock.name().text(), lock.holder(), lock.since(), now.plus(lease)));
      return true;
    } catch (PortException e) {
      if (isFault(e, ManagedObjectNotFound.class)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public boolean remove(HeldLock lock) throws InterruptedException {
    Optional<Seen> present = find(lock);
    if (present.isEmpty()) {
      return false;
    }
    if (!present.get().empty()) {
      throw foreign(lock.name());
    }
    return destroy(present.get());
  }

  @Override
  public List<HeldLock> list() throws InterruptedException {
    Optional<ManagedObjectReference> container = container();
    if (container.isEmpty()) {
      return List.of();
    }
    Instant now = session.now();
    return look(container.get()).stream()
        .flatMap(seen -> seen.lock(now).stream())
        .sorted(Comparator.comparing(lock -> lock.name().text()))
        .toList();
  }

  /** This very lock, when it is still there: the same folder, name and run. */
  private Optional<Seen> find(HeldLock lock) throws InterruptedException {
    ManagedObjectReference folder = reference(lock);
    Retrieval.Answer answer = retrieval().object(folder).read(session, "lock " + lock.name());
    return answer.has(folder)
        ? Optional.of(seen(answer, folder))
            .filter(found -> found.isNamed(lock.name()))
            .filter(found ->
                found
                    .entry()
                    .map(entry -> entry.holder().run())
                    .equals(Optional.of(lock.holder().run())))
        : Optional.empty();
  }

  private List<Seen> look(ManagedObjectReference container) throws InterruptedException {
    Retrieval.Answer answer =
        retrieval()
            .object(container, Retrieval.over("Folder", "childEntity"))
            .read(session, "folder " + CONTAINER);
    return answer.objects().keySet().stream()
        .filter(ManagedType.FOLDER::is)
        .filter(folder -> !folder.equals(container))
        .map(folder -> seen(answer, folder))
        .toList();
  }

  private Retrieval retrieval() {
    return attributes
        .alsoIn(new Retrieval())
        .properties("Folder", "name", "childEntity", "customValue");
  }

  private Seen seen(Retrieval.Answer answer, ManagedObjectReference folder) {
    Retrieval.Properties properties = answer.of(folder);
    return new Seen(
        folder,
        Optional.ofNullable(properties.get("name", String.class)).orElse(""),
        properties.values().containsKey("childEntity")
            && properties.all("childEntity", ManagedObjectReference[].class).isEmpty(),
        Optional.ofNullable(attributes.marks(answer, properties).get(Marks.LOCK))
            .flatMap(LockRecord::read));
  }

  /** Removes what runs have left that died before their lock had its name. */
  private void discardUnfinished(List<Seen> all, Instant now) throws InterruptedException {
    for (Seen seen : all) {
      if (seen.empty() && UnfinishedLock.isAbandoned(seen.name(), now)) {
        destroy(seen);
      }
    }
  }

  /** Returns false when somebody else was faster. */
  private boolean destroy(Seen seen) throws InterruptedException {
    try {
      folders.destroy(seen.folder(), CONTAINER + "/" + seen.name());
      return true;
    } catch (PortException e) {
      if (isFault(e, ManagedObjectNotFound.class)) {
        return false;
      }
      throw e;
    }
  }

  private void record(ManagedObjectReference folder, LockRecord entry) throws InterruptedException {
    attributes.set(folder, "lock " + entry.name(), Map.of(Marks.LOCK, entry.write()));
  }

  private ManagedObjectReference requireContainer() throws InterruptedException {
    Optional<ManagedObjectReference> existing = container();
    if (existing.isPresent()) {
      return existing.get();
    }
    folders.create(datacenter, CONTAINER, Map.of());
    return container().orElseThrow(() -> Locator.missing("folder", CONTAINER));
  }

  private Optional<ManagedObjectReference> container() throws InterruptedException {
    return locator.find(InventoryPath.folder(datacenter, CONTAINER)).filter(ManagedType.FOLDER::is);
  }

  /** The lock's name as vCenter keeps it; what is too long for it ends in a digest. */
  private static String folderName(LockName name) {
    String whole = InventoryPath.escapeName(name.text());
    return whole.length() <= LONGEST_NAME
        ? whole
        : whole.substring(0, LONGEST_NAME - DIGITS - 1)
            + " "
            + Sha256.of(whole).substring(0, DIGITS);
  }

  private static ManagedObjectReference reference(HeldLock lock) {
    ManagedObjectReference reference = new ManagedObjectReference();
    reference.setType("Folder");
    reference.setVal(lock.reference());
    return reference;
  }

  private static boolean isFault(Exception problem, Class<? extends MethodFault> type) {
    return problem instanceof PortException told && Faults.in(told, type).isPresent();
  }

  private static PortException foreign(LockName name) {
    return new PortException(
        Category.CONFLICT,
        "vcenter/foreign-lock",
        "the folder of the lock " + name + " is not Slipway's",
        "The folder " + CONTAINER + "/" + name + " has no record of a holder, or is not empty.",
        "Look at it in vCenter, and rename or remove it by hand.",
        null);
  }

  /** A folder below the container. */
  private record Seen(
      ManagedObjectReference folder, String name, boolean empty, Optional<LockRecord> entry) {
    boolean isNamed(LockName lock) {
      return name.equals(folderName(lock));
    }

    /** The lock that it is; empty when its record is missing or that of another name. */
    Optional<HeldLock> lock(Instant now) {
      return entry
          .filter(found -> isNamed(found.lockName()))
          .map(found -> found.held(folder.getVal(), now));
    }
  }
}
