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
import java.nio.file.Files;
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
  private static final String STANDING = "standing";
  private static final String APPLIANCES = "appliances.json";
  private static final String VCENTER = "vcenter.json";
  private static final String BLOCKING = "dev.slipway.sandbox.ExclusiveAccess";
  private static final String PARKING = LockSupport.class.getName();

  private final Path workingDirectory;
  private final Path blueprint;
  private final Path inventory;
  private final Path templates;
  private final AtomicBoolean cut = new AtomicBoolean();
  private volatile @Nullable FileChannel held;

  /**
   * Stands still at a step, in a process of its own.
   *
   * @param arguments the folder that it works in, the files and the folder of templates, and the
   *     name of the step, and the moment
   */
  public static void main(String[] arguments) throws Exception {
    List<Path> paths = Arrays.stream(arguments).limit(4).map(Path::of).toList();
    new CutOffApply(paths.get(0), paths.get(1), paths.get(2), paths.get(3))
        .until(arguments[4], Moment.valueOf(arguments[5]), () -> {});
  }

  /** Whether a run stands still there. */
  public static boolean standsStill(Path workingDirectory) {
    return Files.exists(workingDirectory.resolve(STANDING));
  }

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
    AFTER,
    /** When the node has done it and nothing has noted that; the run stands still to be killed. */
    UNNOTED,
    /** When it next changes something in vCenter; the run stands still to be killed. */
    AT_VCENTER
  }

  /**
   * Walks the plan, one step at a time, until that moment.
   *
   * @param step the name of a step of a sequence; of several nodes' the first is meant
   * @param allow what the person does who is asked to
   */
  public void until(String step, Moment moment, Runnable allow)
      throws InterruptedException, IOException {
    cut.set(false);
    BlueprintOptions options = new BlueprintOptions();
    options.inventory = inventory;
    options.templates = List.of(templates);
    LoadedProject loaded = new Project(terminal(), options).load(blueprint);
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
                  site.stepRunner(attendant, null),
                  new Executor.Limits(1, 1),
                  event -> cut(event, step, moment, walker))
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
    switch (moment) {
      case DURING -> {
        FileChannel guard = hold(APPLIANCES);
        held = guard;
        watch(() -> interruptWhenBlocked(walker, guard));
      }
      case UNNOTED -> {
        FileChannel guard = hold(APPLIANCES);
        watch(() -> {
          awaitBlocked("dev.slipway.sandbox.MachineStore");
          held = hold(VCENTER);
          guard.close();
          standStill();
        });
      }
      case AT_VCENTER -> {
        held = hold(VCENTER);
        watch(this::standStill);
      }
      case BEFORE, AFTER -> stop(walker);
    }
  }

  private static void stop(Thread walker) {
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

  /** What is done beside the run. */
  private interface Watch {
    void run() throws IOException;
  }

  private static void watch(Watch watch) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            watch.run();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void standStill() throws IOException {
    awaitBlocked("dev.slipway.sandbox.StateFile");
    Files.createFile(workingDirectory.resolve(STANDING));
  }

  /** Until a change waits for what is held. */
  private static void awaitBlocked(String changing) {
    while (Thread.getAllStackTraces().values().stream()
        .noneMatch(
            frames -> has(frames, changing) && has(frames, BLOCKING) && has(frames, PARKING))) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static boolean has(StackTraceElement[] frames, String name) {
    return Arrays.stream(frames).anyMatch(frame -> frame.getClassName().equals(name));
  }

  /** Keeps the sandbox from changing one of its files. */
  private FileChannel hold(String file) {
    try {
      FileChannel guard =
          FileChannel.open(
              workingDirectory.resolve(".slipway/sandbox/sandbox/" + file + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = guard.tryLock();
      if (lock == null) {
        throw new IllegalStateException("somebody else is at it");
      }
      return guard;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void interruptWhenBlocked(Thread walker, FileChannel guard) {
    while (guard.isOpen()) {
      if (isAnyIn(BLOCKING)) {
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
      while (isAnyIn("dev.slipway.sandbox.ScriptRun")) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static boolean isAnyIn(String name) {
    return Thread.getAllStackTraces().values().stream().anyMatch(frames -> has(frames, name));
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
            System.getenv().getOrDefault("SLIPWAY_HOME", Path.of("").toAbsolutePath().toString()),
            "ROOT_PASSWORD",
            "correct-horse-battery"),
        workingDirectory,
        redaction,
        InstantSource.system(),
        Reach.DIRECT);
  }
}
