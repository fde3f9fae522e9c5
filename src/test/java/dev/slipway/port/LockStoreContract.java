package dev.slipway.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.HeldLock;
import dev.slipway.model.LockHolder;
import dev.slipway.model.LockName;
import dev.slipway.port.LockStore.Attempt;
import dev.slipway.testing.ContractOf;
import dev.slipway.testing.PortCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link LockStore} does. Names of locks are used once. */
@Timeout(120)
@ContractOf(LockStore.class)
public abstract class LockStoreContract {
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final int MANY = 6;

  private LockStore store;

  /** The locks of datacenter {@code LON}, each time as another process reaches them. */
  protected abstract LockStore open() throws InterruptedException;

  /** Lets the store's clock go on. */
  protected abstract void pass(Duration time) throws Exception;

  protected final LockStore store() {
    return store;
  }

  @BeforeEach
  void openOne(PortCalls calls) throws InterruptedException {
    store = calls.seenOn(LockStore.class, open());
  }

  @Test
  void whatNobodyHoldsIsTaken() throws Exception {
    LockName name = unique();
    LockHolder anna = holder("anna");

    HeldLock lock = taken(store.take(name, anna, LEASE));

    assertThat(lock.name()).isEqualTo(name);
    assertThat(lock.holder()).isEqualTo(anna);
    assertThat(lock.until()).isEqualTo(lock.since().plus(LEASE));
    assertThat(lock.remaining()).isEqualTo(LEASE);
    assertThat(lock.hasEnded()).isFalse();
    assertThat(listed(name)).hasSize(1);
    assertThat(listed(name).getFirst())
        .usingRecursiveComparison()
        .ignoringFields("seen")
        .isEqualTo(lock);
  }

  @Test
  void whatIsHeldIsRefusedAndSaysByWhom() throws Exception {
    LockName name = unique();
    HeldLock lock = taken(store.take(name, holder("anna"), LEASE));
    pass(Duration.ofMinutes(1));

    Attempt second = open().take(name, holder("ben"), LEASE);

    assertThat(second)
        .isInstanceOfSatisfying(
            Attempt.Refused.class,
            refused -> {
              assertThat(refused.by().holder().user()).isEqualTo("anna");
              assertThat(refused.by().since()).isEqualTo(lock.since());
              assertThat(refused.by().remaining())
                  .isLessThanOrEqualTo(LEASE.minus(Duration.ofMinutes(1)));
            });
  }

  @Test
  void locksOfOtherNamesAreNoneOfItsBusiness() throws Exception {
    taken(store.take(unique(), holder("anna"), LEASE));
    taken(store.take(unique(), holder("ben"), LEASE));
  }

  @Test
  void anyNameCanBeLocked() throws Exception {
    String end = UUID.randomUUID().toString();
    LockName path = LockName.ofCluster("a/b\\c 100%/" + end);
    LockName twin = LockName.ofCluster("x".repeat(100) + end);
    LockName other = LockName.ofCluster("x".repeat(100) + "y" + end);

    for (LockName name : List.of(path, twin, other)) {
      HeldLock lock = taken(store.take(name, holder("anna"), LEASE));
      assertThat(store.take(name, holder("ben"), LEASE)).isInstanceOf(Attempt.Refused.class);
      assertThat(listed(name)).hasSize(1);
      assertThat(store.renew(lock, LEASE)).isTrue();
    }
  }

  @Test
  void whatWasGivenUpIsFree() throws Exception {
    LockName name = unique();
    HeldLock lock = taken(store.take(name, holder("anna"), LEASE));

    assertThat(store.remove(lock)).isTrue();

    assertThat(listed(name)).isEmpty();
    assertThat(store.remove(lock)).isFalse();
    assertThat(store.renew(lock, LEASE)).isFalse();
    taken(open().take(name, holder("ben"), LEASE));
  }

  @Test
  void aRenewedLeaseEndsLater() throws Exception {
    LockName name = unique();
    HeldLock lock = taken(store.take(name, holder("anna"), LEASE));
    pass(LEASE.minusMinutes(1));

    assertThat(store.renew(lock, LEASE)).isTrue();

    pass(LEASE.minusMinutes(1));
    assertThat(store.take(name, holder("ben"), LEASE)).isInstanceOf(Attempt.Refused.class);
    assertThat(listed(name).getFirst().since()).isEqualTo(lock.since());
    assertThat(store.renew(lock, LEASE)).isTrue();
    assertThat(store.remove(lock)).isTrue();
  }

  @Test
  void aLeaseThatHasEndedIsNotRenewed() throws Exception {
    LockName name = unique();
    HeldLock lock = taken(store.take(name, holder("anna"), LEASE));
    pass(LEASE);

    assertThat(listed(name)).allMatch(HeldLock::hasEnded).hasSize(1);
    assertThat(store.renew(lock, LEASE)).isFalse();
  }

  @Test
  void aLockIsTakenOverWhenItsLeaseHasEndedAndStaysTheNewHolders() throws Exception {
    LockName name = unique();
    HeldLock old = taken(store.take(name, holder("anna"), LEASE));
    pass(LEASE);

    HeldLock fresh = taken(open().take(name, holder("ben"), LEASE));

    assertThat(fresh.reference()).isNotEqualTo(old.reference());
    assertThat(store.renew(old, LEASE)).isFalse();
    assertThat(store.remove(old)).isFalse();
    assertThat(listed(name)).extracting(lock -> lock.holder().user()).containsExactly("ben");
  }

  @Test
  void allAreListedByNameThoseThatHaveEndedToo() throws Exception {
    String end = UUID.randomUUID().toString();
    LockName first = LockName.ofBlueprint("a-" + end);
    LockName second = LockName.ofBlueprint("b-" + end);
    taken(store.take(second, holder("ben"), LEASE));
    pass(LEASE);
    taken(store.take(first, holder("anna"), LEASE));

    List<HeldLock> locks =
        store.list().stream().filter(lock -> lock.name().text().endsWith(end)).toList();

    assertThat(locks).extracting(HeldLock::name).containsExactly(first, second);
    assertThat(locks).extracting(HeldLock::hasEnded).containsExactly(false, true);
  }

  @Test
  void oneOfManyGetsIt() throws Exception {
    LockName name = unique();

    assertThat(takenByManyAtOnce(name)).hasSize(1);
    assertThat(listed(name)).hasSize(1);
  }

  @Test
  void oneOfManyTakesItOver() throws Exception {
    LockName name = unique();
    taken(store.take(name, holder("anna"), LEASE));
    pass(LEASE);

    List<HeldLock> taken = takenByManyAtOnce(name);

    assertThat(taken).hasSize(1);
    assertThat(listed(name))
        .extracting(HeldLock::reference)
        .containsExactly(taken.getFirst().reference());
  }

  private List<HeldLock> takenByManyAtOnce(LockName name) throws Exception {
    List<Callable<Attempt>> attempts = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      LockStore another = open();
      LockHolder holder = holder("user-" + i);
      attempts.add(() -> another.take(name, holder, LEASE));
    }
    List<HeldLock> taken = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(MANY)) {
      for (Future<Attempt> attempt : threads.invokeAll(attempts)) {
        if (attempt.get() instanceof Attempt.Taken(HeldLock lock)) {
          taken.add(lock);
        }
      }
    }
    return taken;
  }

  private List<HeldLock> listed(LockName name) throws InterruptedException {
    return open().list().stream().filter(lock -> lock.name().equals(name)).toList();
  }

  protected static HeldLock taken(Attempt attempt) {
    assertThat(attempt).isInstanceOf(Attempt.Taken.class);
    return ((Attempt.Taken) attempt).lock();
  }

  protected static LockName unique() {
    return LockName.ofBlueprint(UUID.randomUUID().toString());
  }

  protected static LockHolder holder(String user) {
    return new LockHolder(UUID.randomUUID().toString(), user, "build-7", 4711, "apply");
  }
}
