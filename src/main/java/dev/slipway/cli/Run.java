package dev.slipway.cli;

import dev.slipway.apply.EventSink;
import dev.slipway.apply.Executor;
import dev.slipway.apply.FromStep;
import dev.slipway.apply.RunResult;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Address;
import dev.slipway.model.LockName;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Step;
import dev.slipway.view.ProgressText;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out a plan in front of the user: shows it, asks, walks it, tells how it ended. */
final class Run {
  private final Terminal terminal;
  private final CommonOptions common;
  private final ApplyOptions options;
  private final @Nullable EventStream stream;

  /**
   * Makes a run.
   *
   * @param stream where machines follow it; null when it is told to people on standard output
   */
  Run(Terminal terminal, CommonOptions common, ApplyOptions options, @Nullable EventStream stream) {
    this.terminal = terminal;
    this.common = common;
    this.options = options;
    this.stream = stream;
  }

  /** Says what is looked at, and the warnings found while loading. */
  void announce(LoadedProject loaded, Site site) {
    terminal.err().println("Looking at " + site.description() + ".");
    report(loaded.warnings());
  }

  /** Keeps other runs of the blueprint away until the site is closed. */
  void lock(LoadedProject loaded, Site site) throws InterruptedException {
    var unused =
        site.locks()
            .acquire(
                LockName.ofBlueprint(loaded.desired().blueprint()),
                options.lockTimeout,
                by -> {
                  terminal
                      .err()
                      .printf(
                          "Waiting up to %d s for the lock %s, held by %s since %s.%n",
                          options.lockTimeout.toSeconds(),
                          by.name(),
                          by.holder(),
                          by.since().truncatedTo(ChronoUnit.SECONDS));
                  terminal.err().flush();
                });
  }

  void show(Plan plan) {
    if (stream == null) {
      new PlanReport(terminal, common).show(plan);
    } else {
      stream.planned(plan);
    }
    report(plan.diagnostics());
  }

  /** Tells problems to people, and to the machines that follow; returns the exit code they mean. */
  int report(List<Diagnostic> diagnostics) {
    if (stream != null) {
      stream.diagnosed(diagnostics);
    }
    return Main.report(terminal, common, diagnostics);
  }

  /** Asks for approval, then walks the plan; returns the exit code. */
  int carryOut(Plan plan, Site site) throws InterruptedException, IOException {
    FromStep fromStep = options.fromStep == null ? null : fromStep(plan, options.fromStep);
    if (!approved(plan)) {
      conversation().println("Cancelled. Nothing was changed.");
      return ExitCode.FAILED;
    }
    try (Journal journal = Journal.open(terminal, plan.blueprint())) {
      EventSink view = view();
      EventSink both =
          event -> {
            journal.accept(event);
            view.accept(event);
          };
      RunResult result =
          new Executor(
                  site.stepRunner(new Approval(terminal, common), fromStep),
                  new Executor.Limits(options.parallelism, options.parallelUploads),
                  both)
              .execute(plan);
      Main.report(terminal, common, result.diagnostics());
      if (stream != null) {
        // The events of failed steps bear the errors already.
        stream.diagnosed(result.diagnostics().stream().filter(found -> !found.isError()).toList());
      }
      return switch (result.status()) {
        case DONE -> ExitCode.DONE;
        case FAILED -> {
          explainRest(journal);
          yield ExitCode.of(result.diagnostics());
        }
        case INTERRUPTED -> {
          explainRest(journal);
          yield ExitCode.INTERRUPTED;
        }
      };
    }
  }

  private static FromStep fromStep(Plan plan, String id) {
    List<String> known =
        FromStep.candidates(plan.graph()).stream().map(Step.RunSequenceStep::id).toList();
    return FromStep.in(plan.graph(), id)
        .orElseThrow(() ->
            new DiagnosedException(
                Diagnostic.error("usage", "there is no step \"" + id + "\" to begin with")
                    .because(
                        known.isEmpty()
                            ? "This plan runs no sequence."
                            : "The steps are: " + String.join(", ", known) + ".")
                    .advise(Suggestion.among(id, known))));
  }

  private void explainRest(Journal journal) {
    terminal
        .err()
        .println(
            "Not everything is done. What was done stays; the same command carries on from there.");
    terminal.err().println("Journal: " + terminal.workingDirectory().relativize(journal.file()));
  }

  private EventSink view() {
    return stream != null
        ? stream
        : new ProgressText(
            terminal.err(),
            common.style(terminal, terminal.attached().err()),
            terminal.attached().err(),
            terminal.clock());
  }

  /** Where people are spoken to when standard output belongs to machines. */
  private PrintWriter conversation() {
    return stream == null ? terminal.out() : terminal.err();
  }

  private boolean approved(Plan plan) throws InterruptedException {
    List<String> restarted = plan.restarted().stream().map(Address::toString).toList();
    if (options.autoApprove) {
      if (!restarted.isEmpty() && !options.allowRestart) {
        throw new DiagnosedException(
            Diagnostic.error("apply/restart-not-allowed", "the plan restarts nodes")
                .because(
                    "What changes takes effect only when they are off and on again: %s."
                        .formatted(String.join(", ", restarted)))
                .advise("Add --allow-restart when that may be now. Nothing was changed."));
      }
      return true;
    }
    String question =
        plan.operation() == Plan.Operation.DESTROY
            ? "Do you really want to destroy all of this?"
            : "Do you want to perform these actions?";
    return new Approval(terminal, common)
        .given(
            conversation(),
            restarted.isEmpty()
                ? question
                : "These will be restarted, one after another: %s.\n%s"
                    .formatted(String.join(", ", restarted), question));
  }
}
