package dev.slipway.vsphere;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.diag.Category;
import dev.slipway.model.HeldLock;
import dev.slipway.model.LockName;
import dev.slipway.model.Marks;
import dev.slipway.port.LockStore;
import dev.slipway.port.LockStore.Attempt;
import dev.slipway.port.LockStoreContract;
import dev.slipway.port.PortException;
import dev.slipway.testing.Vcsim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract over the simulated vCenter, and what its folders have to do with it. */
final class LockFoldersTest extends LockStoreContract {
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static @Nullable Vcsim vcsim;

  private final List<VSphereSession> sessions = new ArrayList<>();

  @BeforeAll
  static void start() {
    vcsim = Vcsim.start();
  }

  @AfterAll
  static void stop() {
    if (vcsim != null) {
      vcsim.close();
    }
  }

  @AfterEach
  void logOut() {
    sessions.forEach(VSphereSession::close);
  }

  @Override
  protected LockStore open() throws InterruptedException {
    return locks(session());
  }

  @Override
  protected void pass(Duration time) throws Exception {
    requireNonNull(vcsim).pass(time);
  }

  private VSphereSession session() throws InterruptedException {
    VSphereSession session = VSphereSession.open(requireNonNull(vcsim).endpoint());
    sessions.add(session);
    return session;
  }

  private static LockStore locks(VSphereSession session) {
    Locator locator = new Locator(session);
    CustomAttributes attributes = new CustomAttributes(session);
    return new LockFolders(
        session, locator, attributes, new FolderEditor(session, locator, attributes), "LON");
  }

  @Test
  void nothingIsHeldWhereNothingWasEverLocked() throws Exception {
    try (Vcsim fresh = Vcsim.start();
        VSphereSession session = VSphereSession.open(fresh.endpoint())) {
      assertThat(locks(session).list()).isEmpty();
      assertThat(new Locator(session).find("LON/vm/slipway-locks")).isEmpty();
    }
  }

  @Test
  void aFolderWithoutARecordIsNotALockAndIsLeftAlone() throws Exception {
    VSphereSession session = session();
    LockName name = unique();
    ManagedObjectReference folder = folder(session, InventoryPath.escapeName(name.text()));

    assertThatThrownBy(() -> store().take(name, holder("anna"), LEASE))
        .isInstanceOfSatisfying(
            PortException.class,
            e -> {
              assertThat(e.code()).isEqualTo("vcenter/foreign-lock");
              assertThat(e.category()).isEqualTo(Category.CONFLICT);
            });
    assertThat(store().list()).extracting(HeldLock::name).doesNotContain(name);
    assertThat(isThere(session, folder)).isTrue();
  }

  @Test
  void aRecordThatCannotBeReadCountsAsNone() throws Exception {
    VSphereSession session = session();
    LockName name = unique();
    ManagedObjectReference folder = folder(session, InventoryPath.escapeName(name.text()));
    new CustomAttributes(session).set(folder, "it", Map.of(Marks.LOCK, "{\"name\": null}"));

    assertThatThrownBy(() -> store().take(name, holder("anna"), LEASE))
        .isInstanceOf(PortException.class);
  }

  @Test
  void aLockWithSomethingInItIsNotRemoved() throws Exception {
    VSphereSession session = session();
    LockName name = unique();
    HeldLock lock = taken(store().take(name, holder("anna"), LEASE));
    session.call("create", "it", vim -> vim.createFolder(reference(lock), "theirs"));
    pass(LEASE);

    assertThatThrownBy(() -> store().remove(lock)).isInstanceOf(PortException.class);
    assertThatThrownBy(() -> open().take(name, holder("ben"), LEASE))
        .isInstanceOf(PortException.class);
    assertThat(isThere(session, reference(lock))).isTrue();
  }

  @Test
  void aLockThatWasRenamedIsLost() throws Exception {
    VSphereSession session = session();
    HeldLock lock = taken(store().take(unique(), holder("anna"), LEASE));
    rename(session, reference(lock), UUID.randomUUID().toString());

    assertThat(store().renew(lock, LEASE)).isFalse();
    assertThat(store().remove(lock)).isFalse();
  }

  @Test
  void whatARunLeftThatDiedHalfwayIsRemovedWhenItIsOld() throws Exception {
    VSphereSession session = session();
    String name = UnfinishedLock.name(session.now(), UUID.randomUUID());
    ManagedObjectReference unfinished = folder(session, name);

    taken(store().take(unique(), holder("anna"), LEASE));
    assertThat(isThere(session, unfinished)).isTrue();

    pass(Duration.ofMinutes(16));
    taken(store().take(unique(), holder("anna"), LEASE));
    assertThat(isThere(session, unfinished)).isFalse();
  }

  @Test
  void aSessionThatHasEndedLosesNoLock() throws Exception {
    VSphereSession session = session();
    LockStore locks = locks(session);
    HeldLock lock = taken(locks.take(unique(), holder("anna"), LEASE));

    session.vim().logout(session.content().getSessionManager());
    assertThat(locks.renew(lock, LEASE)).isTrue();

    session.vim().logout(session.content().getSessionManager());
    assertThat(locks.remove(lock)).isTrue();
  }

  @Test
  void anInterruptedAttemptLeavesNothing() throws Exception {
    VSphereSession session = session();
    LockStore locks = locks(session);
    LockName name = unique();
    int before = children(session).size();

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> locks.take(name, holder("anna"), LEASE))
        .isInstanceOf(InterruptedException.class);

    assertThat(children(session)).hasSize(before);
    assertThat(open().take(name, holder("ben"), LEASE)).isInstanceOf(Attempt.Taken.class);
  }

  private static ManagedObjectReference folder(VSphereSession session, String name)
      throws InterruptedException {
    Locator locator = new Locator(session);
    new FolderEditor(session, locator, new CustomAttributes(session))
        .create("LON", LockFolders.CONTAINER, Map.of());
    ManagedObjectReference container =
        locator.find("LON/vm/" + LockFolders.CONTAINER).orElseThrow();
    ManagedObjectReference folder =
        session.call(
            "create", "it", vim -> vim.createFolder(container, UUID.randomUUID().toString()));
    rename(session, folder, name);
    return folder;
  }

  private static void rename(VSphereSession session, ManagedObjectReference folder, String name)
      throws InterruptedException {
    session.awaitTask(
        session.call("rename", "it", vim -> vim.rename_Task(folder, name)),
        "rename",
        "it",
        Duration.ofMinutes(1));
  }

  private static List<ManagedObjectReference> children(VSphereSession session)
      throws InterruptedException {
    Optional<ManagedObjectReference> container =
        new Locator(session).find("LON/vm/" + LockFolders.CONTAINER);
    return container.isEmpty()
        ? List.of()
        : new Retrieval()
            .properties("Folder", "childEntity")
            .object(container.get())
            .read(session, "it")
            .of(container.get())
            .all("childEntity", ManagedObjectReference[].class);
  }

  private static boolean isThere(VSphereSession session, ManagedObjectReference folder)
      throws InterruptedException {
    return session.retrieve("read", "it", List.of(folder), "name").containsKey(folder);
  }

  private static ManagedObjectReference reference(HeldLock lock) {
    ManagedObjectReference reference = new ManagedObjectReference();
    reference.setType("Folder");
    reference.setVal(lock.reference());
    return reference;
  }
}
