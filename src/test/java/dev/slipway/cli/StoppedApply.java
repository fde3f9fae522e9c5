package dev.slipway.cli;

import dev.slipway.apply.Event;
import dev.slipway.apply.Executor;
import dev.slipway.apply.RunResult;
import dev.slipway.cli.Terminal.Attached;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Planner;
import dev.slipway.port.Attendant;
import dev.slipway.view.RedactingWriter;
import dev.slipway.view.Redaction;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Applies, within the test's own process, that are interrupted after so many steps. */
public final class StoppedApply {
  private final Path workingDirectory;
  private final Path blueprint;
  private final Path inventory;
  private final @Nullable Path templates;

  public StoppedApply(Path workingDirectory, Path blueprint, Path inventory) {
    this(workingDirectory, blueprint, inventory, null);
  }

  /**
   * An apply of an appliance of the tests' own.
   *
   * @param templates the folder of its definition; null for those that are shipped
   */
  public StoppedApply(
      Path workingDirectory, Path blueprint, Path inventory, @Nullable Path templates) {
    this.templates = templates;
    this.workingDirectory = workingDirectory;
    this.blueprint = blueprint;
    this.inventory = inventory;
  }

  /** How many steps a whole apply has now. */
  public int steps() throws InterruptedException {
    LoadedProject loaded = load();
    try (Site site = Site.open(terminal(), loaded, "apply")) {
      return plan(loaded, site).graph().nodes().size();
    }
  }

  /** Walks the plan, one step at a time, until so many are done. */
  public void after(int steps) throws InterruptedException {
    LoadedProject loaded = load();
    try (Site site = Site.open(terminal(), loaded, "apply")) {
      Thread walker = Thread.currentThread();
      AtomicInteger left = new AtomicInteger(steps);
      RunResult result =
          new Executor(
                  site.stepRunner(Attendant.absent(), null),
                  new Executor.Limits(1, 1),
                  event -> {
                    if (event instanceof Event.StepDone && left.decrementAndGet() == 0) {
                      walker.interrupt();
                    }
                  })
              .execute(plan(loaded, site));
      if (result.status() != RunResult.Status.INTERRUPTED) {
        throw new AssertionError("the run was " + result.status() + ": " + result.diagnostics());
      }
    }
  }

  private static Plan plan(LoadedProject loaded, Site site) throws InterruptedException {
    return Planner.plan(loaded.desired(), site.observe());
  }

  private LoadedProject load() throws InterruptedException {
    BlueprintOptions options = new BlueprintOptions();
    options.inventory = inventory;
    if (templates != null) {
      options.templates = List.of(templates);
    }
    return new Project(terminal(), options).load(blueprint);
  }

  private Terminal terminal() {
    Redaction redaction = new Redaction();
    return new Terminal(
        new RedactingWriter(OutputStream.nullOutputStream(), redaction),
        new RedactingWriter(OutputStream.nullOutputStream(), redaction),
        new BufferedReader(new StringReader("")),
        Attached.NOTHING,
        Map.of("SLIPWAY_HOME", Path.of("").toAbsolutePath().toString()),
        workingDirectory,
        redaction,
        InstantSource.system(),
        Reach.DIRECT);
  }
}
