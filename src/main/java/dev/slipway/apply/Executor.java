package dev.slipway.apply;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.model.VmSource;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Step;
import dev.slipway.plan.StepGraph;
import dev.slipway.port.PortException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Walks a step graph. When a step fails, those that do not depend on it still run; when the calling
 * thread is interrupted, nothing new begins and what is under way is interrupted and awaited.
 */
public final class Executor {
  private static final Duration GRACE = Duration.ofMinutes(2);

  private final StepRunner runner;
  private final Limits limits;
  private final EventSink events;

  public Executor(StepRunner runner, Limits limits, EventSink events) {
    this.runner = runner;
    this.limits = limits;
    this.events = events;
  }

  /**
   * How much may be under way at once.
   *
   * @param steps of all kinds, at least 1
   * @param uploads of packages, which share one line, at least 1
   */
  public record Limits(int steps, int uploads) {
    public Limits {
      if (steps < 1 || uploads < 1) {
        throw new IllegalArgumentException("limits must be at least 1");
      }
    }
  }

  /** Carries out a plan that is applicable. */
  public RunResult execute(Plan plan) {
    if (!plan.isApplicable()) {
      throw new IllegalArgumentException("the plan has errors");
    }
    return new Walk(plan).run();
  }

  private static boolean isUpload(Step step) {
    return step instanceof Step.UploadItem
        || (step instanceof Step.DeployVm deploy
            && deploy.vm().from() instanceof VmSource.PackageFile);
  }

  private sealed interface Ended {
    String step();

    record Done(String step) implements Ended {}

    record Failed(String step, Diagnostic diagnostic) implements Ended {}

    record Interrupted(String step) implements Ended {}
  }

  private final class Walk {
    private final Plan plan;
    private final List<StepGraph.Node> waiting;
    private final Set<String> done = new HashSet<>();
    private final Set<String> uploading = new HashSet<>();
    private final List<Diagnostic> problems = new ArrayList<>();
    private boolean interrupted;
    private int skipped;

    Walk(Plan plan) {
      this.plan = plan;
      this.waiting = new ArrayList<>(plan.graph().nodes());
    }

    RunResult run() {
      events.accept(
          new Event.RunStarted(
              plan.operation().name().toLowerCase(Locale.ROOT),
              plan.blueprint(),
              plan.graph().nodes().stream().map(node -> node.step().id()).toList()));
      // A thread for each step, so that none is lost in a queue when the run is interrupted.
      ExecutorService threads =
          Executors.newThreadPerTaskExecutor(
              Thread.ofPlatform().name("step-", 1).daemon().factory());
      try {
        walk(threads, new ExecutorCompletionService<>(threads));
      } finally {
        threads.shutdownNow();
      }
      skipRest();
      RunResult.Status status =
          interrupted
              ? RunResult.Status.INTERRUPTED
              : problems.isEmpty() ? RunResult.Status.DONE : RunResult.Status.FAILED;
      events.accept(new Event.RunFinished(status, done.size(), problems.size(), skipped));
      problems.addAll(KeptSnapshots.of(plan.graph(), done));
      return new RunResult(status, problems.stream().distinct().toList());
    }

    private void walk(ExecutorService threads, CompletionService<Ended> completion) {
      int underWay = 0;
      try {
        while (true) {
          // A result that arrives with the interruption can win the race; nothing new may begin.
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          underWay += submitReady(completion, limits.steps() - underWay);
          if (underWay == 0) {
            return;
          }
          note(completion.take().get());
          underWay--;
        }
      } catch (InterruptedException e) {
        interrupted = true;
        threads.shutdownNow();
        drain(completion, underWay);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }

    private int submitReady(CompletionService<Ended> completion, int room) {
      List<StepGraph.Node> ready = new ArrayList<>();
      for (StepGraph.Node node : waiting) {
        boolean upload = isUpload(node.step());
        boolean fits = ready.size() < room && (!upload || uploading.size() < limits.uploads());
        if (fits && done.containsAll(node.dependsOn())) {
          ready.add(node);
          if (upload) {
            uploading.add(node.step().id());
          }
        }
      }
      waiting.removeAll(ready);
      ready.forEach(node -> completion.submit(() -> attempt(node.step())));
      return ready.size();
    }

    /** After an interruption: steps under way end by themselves, within a bound. */
    private void drain(CompletionService<Ended> completion, int underWay) {
      long deadline = System.nanoTime() + GRACE.toNanos();
      try {
        for (int left = underWay; left > 0; left--) {
          var ended = completion.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          if (ended == null) {
            return;
          }
          note(ended.get());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }

    private void note(Ended ended) {
      uploading.remove(ended.step());
      switch (ended) {
        case Ended.Done(String step) -> done.add(step);
        case Ended.Failed(String step, Diagnostic diagnostic) -> problems.add(diagnostic);
        case Ended.Interrupted(String step) -> interrupted = true;
      }
    }

    private void skipRest() {
      for (StepGraph.Node node : waiting) {
        skipped++;
        events.accept(
            new Event.StepSkipped(
                node.step().id(),
                node.step().title(),
                interrupted ? "the run was stopped" : "a step before it failed"));
      }
    }
  }

  private Ended attempt(Step step) {
    events.accept(new Event.StepStarted(step.id(), step.title()));
    long start = System.nanoTime();
    try {
      // What was interrupted before it began must not be on record as begun.
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      String note = runner.run(step, events);
      events.accept(
          new Event.StepDone(
              step.id(),
              step.title(),
              note,
              TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
      return new Ended.Done(step.id());
    } catch (InterruptedException e) {
      events.accept(new Event.StepInterrupted(step.id(), step.title()));
      return new Ended.Interrupted(step.id());
    } catch (PortException e) {
      return failed(step, e.toDiagnostic());
    } catch (DiagnosedException e) {
      return failed(step, e.diagnostics().getFirst());
    } catch (RuntimeException e) {
      return failed(
          step,
          Diagnostic.error(Category.INTERNAL, "internal", "step " + step.id() + " broke")
              .because(String.valueOf(e.getMessage()))
              .advise("This is a bug in Slipway. Run again with --stacktrace and report it."));
    }
  }

  private Ended failed(Step step, Diagnostic diagnostic) {
    events.accept(new Event.StepFailed(step.id(), step.title(), diagnostic));
    return new Ended.Failed(step.id(), diagnostic);
  }
}
