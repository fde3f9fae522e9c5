package dev.slipway.cli;

import dev.slipway.apply.Event;
import dev.slipway.apply.Executor;
import dev.slipway.apply.RunResult;
import dev.slipway.cli.Terminal.Attached;
import dev.slipway.plan.Planner;
import dev.slipway.port.Attendant;
import dev.slipway.view.RedactingWriter;
import dev.slipway.view.Redaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Applies on the sandbox, within the test's own process, that end at one step of a sequence. */
public final class CutOffApply {
  private final Path workingDirectory;
  private final Path blueprint;
  private final Path inventory;
  private final Path templates;
  private final AtomicBoolean cut = new AtomicBoolean();
  private volatile @Nullable FileChannel held;

  /** Names what is applied where. */
  public CutOffApply(Path workingDirectory, Path blueprint, Path inventory, Path templates) {
    this.workingDirectory = workingDirectory;
    this.blueprint = blueprint;
    this.inventory = inventory;
    this.templates = templates;
  }

  /** When the run ends. */
  public enum Moment {
    /** When the step is about to begin. */
    BEFORE,
    /** While the node is at it, which then carries on alone. */
    DURING,
    /** When it is done, before anything else begins. */
    AFTER
  }

  /**
   * Walks the plan, one step at a time, until that moment.
   *
   * @param step the name of a step of a sequence; of several nodes' the first is meant
   * @param allow what the person does who is asked to
   */
  public void until(String step, Moment moment, Runnable allow)
      throws InterruptedException, IOException {
    BlueprintOptions options = new BlueprintOptions();
    options.inventory = inventory;
    options.templates = List.of(templates);
    Project.Loaded loaded = new Project(terminal(), options).load(blueprint);
    Thread walker = Thread.currentThread();
    Attendant attendant =
        (name, instructions) -> {
          if (name.equals(step) && moment == Moment.DURING) {
            walker.interrupt();
            new CountDownLatch(1).await();
          }
          allow.run();
          return true;
        };
    try (Site site = Site.open(terminal(), loaded, "apply")) {
      RunResult result =
          new Executor(
                  site.stepRunner(attendant, null), 1, event -> cut(event, step, moment, walker))
              .execute(Planner.plan(loaded.desired(), site.observe()));
      release();
      if (result.status() != RunResult.Status.INTERRUPTED) {
        throw new AssertionError("the run was " + result.status() + ": " + result.diagnostics());
      }
    }
  }

  private void cut(Event event, String step, Moment moment, Thread walker) {
    boolean here =
        moment == Moment.AFTER
            ? event instanceof Event.StepDone done && isOf(done.step(), step)
            : event instanceof Event.StepStarted started && isOf(started.step(), step);
    if (!here || cut.getAndSet(true)) {
      return;
    }
    if (moment == Moment.DURING) {
      FileChannel guard = hold();
      Thread.ofPlatform().daemon().start(() -> interruptWhenBlocked(walker, guard));
      return;
    }
    walker.interrupt();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Steps on several nodes have the name of the node after theirs. */
  private static boolean isOf(String id, String step) {
    return Arrays.asList(id.split("[:@/]", -1)).contains(step);
  }

  /** Keeps appliances from remembering anything. */
  private FileChannel hold() {
    try {
      FileChannel guard =
          FileChannel.open(
              workingDirectory.resolve(".slipway/sandbox/sandbox/appliances.json.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = guard.tryLock();
      if (lock == null) {
        throw new IllegalStateException("somebody else is at it");
      }
      held = guard;
      return guard;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void interruptWhenBlocked(Thread walker, FileChannel guard) {
    while (guard.isOpen()) {
      if (isNodeBlocked()) {
        walker.interrupt();
        return;
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void release() throws IOException {
    FileChannel guard = held;
    if (guard != null) {
      guard.close();
      while (isNodeBlocked()) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static boolean isNodeBlocked() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(frame -> frame.getClassName().equals("dev.slipway.sandbox.ExclusiveAccess"));
  }

  private Terminal terminal() {
    Redaction redaction = new Redaction();
    return new Terminal(
        new RedactingWriter(OutputStream.nullOutputStream(), redaction),
        new RedactingWriter(OutputStream.nullOutputStream(), redaction),
        new BufferedReader(new StringReader("")),
        Attached.NOTHING,
        Map.of(
            "SLIPWAY_HOME",
            Path.of("").toAbsolutePath().toString(),
            "ROOT_PASSWORD",
            "correct-horse-battery"),
        workingDirectory,
        redaction,
        InstantSource.system());
  }
}
