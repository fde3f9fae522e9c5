package dev.slipway.sandbox;

import dev.slipway.model.HeldLock;
import dev.slipway.model.LockHolder;
import dev.slipway.model.LockName;
import dev.slipway.port.LockStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The locks of the embedded vCenter, in the file that all processes share. */
public final class SandboxLocks implements LockStore {
  private final StateFile file;
  private final String datacenter;
  private final InstantSource clock;

  SandboxLocks(StateFile file, String datacenter, InstantSource clock) {
    this.file = file;
    this.datacenter = datacenter;
    this.clock = clock;
  }

  /** The locks of the sandbox that is kept in a folder, for one of its datacenters. */
  public static SandboxLocks open(Path folder, String datacenter, InstantSource clock) {
    return new SandboxLocks(StateFile.in(folder), datacenter, clock);
  }

  @Override
  public Attempt take(LockName name, LockHolder holder, Duration lease) {
    return file.change(state -> {
      Instant now = clock.instant();
      SandboxState.Lock present = state.locks.get(key(name));
      if (present != null && !present.held(now).hasEnded()) {
        return new Attempt.Refused(present.held(now));
      }
      SandboxState.Lock taken =
          new SandboxState.Lock(
              name.text(), UUID.randomUUID().toString(), holder, now, now.plus(lease));
      state.locks.put(key(name), taken);
      return new Attempt.Taken(taken.held(now));
    });
  }

  @Override
  public boolean renew(HeldLock lock, Duration lease) {
    return file.change(state -> {
      Instant now = clock.instant();
      SandboxState.Lock present = find(state, lock);
      if (present == null || present.held(now).hasEnded()) {
        return false;
      }
      state.locks.put(
          key(lock.name()),
          new SandboxState.Lock(
              present.name(),
              present.reference(),
              present.holder(),
              present.since(),
              now.plus(lease)));
      return true;
    });
  }

  @Override
  public boolean remove(HeldLock lock) {
    return file.change(
        state -> find(state, lock) != null && state.locks.remove(key(lock.name())) != null);
  }

  @Override
  public List<HeldLock> list() {
    Instant now = clock.instant();
    return file.load().locks.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(datacenter + "/"))
        .map(entry -> entry.getValue().held(now))
        .sorted(Comparator.comparing(lock -> lock.name().text()))
        .toList();
  }

  private SandboxState.@Nullable Lock find(SandboxState state, HeldLock lock) {
    SandboxState.Lock present = state.locks.get(key(lock.name()));
    return present != null && present.reference().equals(lock.reference()) ? present : null;
  }

  private String key(LockName name) {
    return datacenter + "/" + name;
  }
}
