package dev.slipway.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.model.HeldLock;
import dev.slipway.model.LockHolder;
import dev.slipway.model.LockName;
import dev.slipway.port.LockStore;
import dev.slipway.port.PortException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Time passes here only where a test says so, and renewals happen when it asks for them. */
class LocksTest {
  private static final Lease LEASE = new Lease(Duration.ofSeconds(90));
  private static final LockName NAME = LockName.ofBlueprint("hcc-london");
  private static final LockHolder WE = new LockHolder("run-1", "anna", "build-7", 4711, "apply");
  private static final LockHolder THEY = new LockHolder("run-2", "ben", "desk-3", 815, "destroy");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

  private final Store store = new Store();
  private final List<Duration> pauses = new ArrayList<>();
  private Duration passed = Duration.ZERO;
  private final Locks locks =
      new Locks(
          store,
          WE,
          LEASE,
          pauses::add,
          () -> passed.toNanos(),
          keeping -> new Thread(() -> {}, "keeps nothing"));

  @Test
  void aLockThatIsHeldIsNotWaitedForWithoutPatience() {
    store.refusals = 1;

    assertThatThrownBy(() -> locks.acquire(NAME, Duration.ZERO, by -> {}))
        .isInstanceOfSatisfying(
            DiagnosedException.class,
            e -> {
              Diagnostic problem = e.diagnostics().getFirst();
              assertThat(problem.category()).isEqualTo(Category.CONFLICT);
              assertThat(problem.code()).isEqualTo("lock/held");
              assertThat(problem.summary())
                  .isEqualTo("another run holds the lock blueprint/hcc-london");
              assertThat(problem.detail())
                  .contains(
                      "ben@desk-3 (slipway destroy, process 815) has held it since"
                          + " 2026-01-02T03:04:05Z",
                      "ends at 2026-01-02T03:05:05Z by vCenter's clock, in 60 s");
              assertThat(problem.advice())
                  .contains("--lock-timeout", "slipway unlock blueprint/hcc-london -i INVENTORY");
            });
    assertThat(pauses).isEmpty();
  }

  @Test
  void aLockThatIsHeldIsWaitedForAndThatIsToldOnce() throws Exception {
    store.refusals = 3;
    List<HeldLock> told = new ArrayList<>();

    locks.acquire(NAME, Duration.ofSeconds(10), told::add);

    assertThat(told).extracting(HeldLock::holder).containsExactly(THEY);
    assertThat(pauses).hasSize(3).allMatch(Duration.ofSeconds(2)::equals);
    assertThat(store.events).endsWith("take blueprint/hcc-london");
  }

  @Test
  void patienceEnds() {
    store.refusals = Integer.MAX_VALUE;

    assertThatThrownBy(() -> locks.acquire(NAME, Duration.ofSeconds(5), by -> {}))
        .isInstanceOf(DiagnosedException.class);

    assertThat(pauses)
        .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(1));
  }

  @Test
  void aRenewedLockIsKept() throws Exception {
    locks.acquire(NAME, Duration.ZERO, by -> {});

    for (int i = 0; i < 10; i++) {
      pass(LEASE.renewal());
      assertThat(locks.renew()).isEqualTo(LEASE.renewal());
      assertThatCode(locks::check).doesNotThrowAnyException();
    }
  }

  @Test
  void aRenewalThatFailsIsTriedAgainSoon() throws Exception {
    locks.acquire(NAME, Duration.ZERO, by -> {});
    store.renewals.add(() -> {
      throw new PortException(Category.ENVIRONMENT, "vcenter/unreachable", "no", "", "", null);
    });
    pass(LEASE.renewal());

    assertThat(locks.renew()).isEqualTo(LEASE.retry());
    pass(LEASE.retry());
    assertThat(locks.renew()).isEqualTo(LEASE.renewal());
    pass(LEASE.renewal());
    assertThatCode(locks::check).doesNotThrowAnyException();
  }

  @Test
  void aLockThatIsAnothersByNowIsLost() throws Exception {
    locks.acquire(NAME, Duration.ZERO, by -> {});
    store.renewals.add(() -> false);

    locks.renew();

    assertLost();
    store.events.clear();
    locks.renew();
    assertThat(store.events).as("nothing is renewed that was lost").isEmpty();
  }

  @Test
  void aLockThatCannotBeRenewedIsLostBeforeAnotherRunMayTakeIt() throws Exception {
    locks.acquire(NAME, Duration.ZERO, by -> {});

    pass(LEASE.reliable().minusNanos(1));
    assertThatCode(locks::check).doesNotThrowAnyException();
    pass(Duration.ofNanos(1));
    assertThat(passed).isLessThan(LEASE.length());
    assertLost();
  }

  @Test
  void whatWasLostBySilenceStaysLost() throws Exception {
    locks.acquire(NAME, Duration.ZERO, by -> {});
    pass(LEASE.length());

    locks.renew();

    assertThat(store.events).doesNotContain("renew blueprint/hcc-london");
    assertLost();
  }

  @Test
  void aRenewalThatTookTooLongDoesNotCount() throws Exception {
    locks.acquire(NAME, Duration.ZERO, by -> {});
    pass(LEASE.renewal());
    store.renewals.add(() -> {
      pass(LEASE.margin());
      return true;
    });

    assertThat(locks.renew()).isEqualTo(LEASE.retry());
    pass(LEASE.reliable().minus(LEASE.renewal()).minus(LEASE.margin()));
    assertLost();
  }

  @Test
  void allAreGivenUpTheLastFirst() throws Exception {
    locks.acquire(NAME, Duration.ZERO, by -> {});
    Locks.Held cluster = locks.acquire(LockName.ofCluster("mgmt-01"), Duration.ZERO, by -> {});
    Locks.Held other = locks.acquire(LockName.ofCluster("edge-01"), Duration.ZERO, by -> {});
    cluster.close();
    cluster.close();
    locks.close();

    assertThat(store.events)
        .filteredOn(event -> event.startsWith("remove"))
        .containsExactly(
            "remove cluster/mgmt-01", "remove cluster/edge-01", "remove blueprint/hcc-london");
    assertThatCode(other::check).doesNotThrowAnyException();
  }

  @Test
  void anInterruptedRunGivesItsLocksUpToo() throws Exception {
    locks.acquire(NAME, Duration.ZERO, by -> {});

    Thread.currentThread().interrupt();
    locks.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(store.events).endsWith("remove blueprint/hcc-london");
    assertThat(store.interruptedAtRemoval).isFalse();
  }

  @Test
  void aLockThatCannotBeGivenUpFailsNothing() throws Exception {
    locks.acquire(NAME, Duration.ZERO, by -> {});
    store.unreachable = true;

    assertThatCode(locks::close).doesNotThrowAnyException();
  }

  private void assertLost() {
    assertThatThrownBy(locks::check)
        .isInstanceOfSatisfying(
            DiagnosedException.class,
            e -> {
              assertThat(e.diagnostics().getFirst().code()).isEqualTo("lock/lost");
              assertThat(e.diagnostics().getFirst().category()).isEqualTo(Category.CONFLICT);
            });
  }

  private void pass(Duration time) {
    passed = passed.plus(time);
  }

  /** Refuses so many attempts, then gives every lock; renewals go as told. */
  private static final class Store implements LockStore {
    private final List<String> events = new ArrayList<>();
    private final Deque<Supplier<Boolean>> renewals = new ArrayDeque<>();
    private int refusals;
    private boolean unreachable;
    private boolean interruptedAtRemoval;

    @Override
    public Attempt take(LockName name, LockHolder holder, Duration lease) {
      events.add("take " + name);
      return refusals-- > 0
          ? new Attempt.Refused(lock(name, THEY, Duration.ofSeconds(60)))
          : new Attempt.Taken(lock(name, holder, lease));
    }

    private static HeldLock lock(LockName name, LockHolder holder, Duration lease) {
      return new HeldLock(name, "group-v1", holder, NOW, NOW.plus(lease), NOW);
    }

    @Override
    public boolean renew(HeldLock lock, Duration lease) {
      events.add("renew " + lock.name());
      return renewals.isEmpty() || renewals.remove().get();
    }

    @Override
    public boolean remove(HeldLock lock) {
      interruptedAtRemoval |= Thread.currentThread().isInterrupted();
      events.add("remove " + lock.name());
      if (unreachable) {
        throw new PortException(Category.ENVIRONMENT, "vcenter/unreachable", "no", "", "", null);
      }
      return true;
    }

    @Override
    public List<HeldLock> list() {
      return List.of();
    }
  }
}
