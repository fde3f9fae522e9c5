package dev.slipway.apply;

import dev.slipway.diag.Diagnostic;
import java.util.List;

/** Something that happened in a run; renderers and the journal know a run by these alone. */
public sealed interface Event {
  /**
   * The run begins.
   *
   * @param steps ids of all steps, in the order of the graph
   */
  record RunStarted(String operation, String blueprint, List<String> steps) implements Event {
    public RunStarted {
      steps = List.copyOf(steps);
    }
  }

  /** A step begins. */
  record StepStarted(String step, String title) implements Event {}

  /** Bytes of an upload have gone; comes often. */
  record StepTransferred(String step, long sent, long total) implements Event {}

  /** Something worth knowing about a step that is under way. */
  record StepNoted(String step, String note) implements Event {}

  /**
   * A step is done.
   *
   * @param note what was found or that nothing had to be done; empty when there is nothing to say
   */
  record StepDone(String step, String title, String note, long milliseconds) implements Event {}

  /** A step failed. */
  record StepFailed(String step, String title, Diagnostic diagnostic) implements Event {}

  /** A step was not begun, because of another one or because the run was stopped. */
  record StepSkipped(String step, String title, String because) implements Event {}

  /** A step was stopped while under way. */
  record StepInterrupted(String step, String title) implements Event {}

  /** The run ends. */
  record RunFinished(RunResult.Status status, int done, int failed, int skipped) implements Event {}
}
