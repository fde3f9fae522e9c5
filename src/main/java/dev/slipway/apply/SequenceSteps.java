package dev.slipway.apply;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Address;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Marks;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Secret;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.StepProof;
import dev.slipway.plan.Step;
import dev.slipway.port.Pause;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.VCenter;
import dev.slipway.sequence.Captured;
import dev.slipway.sequence.Captures;
import dev.slipway.sequence.NodeShells;
import dev.slipway.sequence.ProofResult;
import dev.slipway.sequence.SequenceRunner;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of sequences, and keeps what one step captured for the next. What was captured may
 * be secret and lives in memory only; a run that was killed captures it anew. How far a sequence
 * has come is kept on the VM.
 */
public final class SequenceSteps {
  private static final int MOST_LOOKS = 90;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  private final String blueprint;
  private final VCenter vcenter;
  private final NodeShells shells;
  private final SequenceRunner sequences;
  private final Consumer<Secret> sensitive;
  private final Pause pause;
  private final @Nullable FromStep fromStep;
  private final Map<Address, Progress> progress = new HashMap<>();

  /**
   * Makes the steps of one run.
   *
   * @param sensitive told of every secret that a step prints, so that it can be kept out of outputs
   */
  public SequenceSteps(
      String blueprint,
      VCenter vcenter,
      NodeShells shells,
      SequenceRunner sequences,
      Consumer<Secret> sensitive,
      Pause pause,
      @Nullable FromStep fromStep) {
    this.blueprint = blueprint;
    this.vcenter = vcenter;
    this.shells = shells;
    this.sequences = sequences;
    this.sensitive = sensitive;
    this.pause = pause;
    this.fromStep = fromStep;
  }

  /** Where a sequence is within this run. */
  private static final class Progress {
    final boolean proven;
    private Checkpoint checkpoint;
    private Captures captures = Captures.none();

    Progress(boolean proven, Checkpoint checkpoint) {
      this.proven = proven;
      this.checkpoint = checkpoint;
    }

    synchronized Checkpoint checkpoint() {
      return checkpoint;
    }

    synchronized Captures captures() {
      return captures;
    }

    synchronized void add(Captures more) {
      captures = captures.with(more.values());
    }
  }

  String run(Step.RunSequenceStep step) throws InterruptedException {
    NodeSequenceSpec nodeSequence = step.nodeSequence();
    Progress progress = progressOf(nodeSequence);
    if (progress.proven) {
      return nodeSequence.node().name()
          + switch (nodeSequence.sequence().outcome()) {
            case MEMBERSHIP -> " is a member already";
            case DEPARTURE -> " is no member any more";
            case CONFIGURATION -> " is set up already";
          };
    }
    Optional<String> isDone = isDone(step, progress);
    if (isDone.isEmpty() && step.step().once()) {
      keep(step, progress, checkpoint -> checkpoint.beginning(name(step)));
    }
    String note = isDone.isPresent() ? isDone.get() : perform(step, progress);
    keep(step, progress, checkpoint -> checkpoint.ending(name(step)));
    return note;
  }

  /** Steps of one sequence may run side by side, on several nodes. */
  private Progress progressOf(NodeSequenceSpec nodeSequence) throws InterruptedException {
    synchronized (progress) {
      Progress known = progress.get(nodeSequence.address());
      if (known == null) {
        known =
            new Progress(
                isProven(nodeSequence),
                Checkpoint.read(nodeSequence.sequence().name(), checkpointOf(nodeSequence)));
        progress.put(nodeSequence.address(), known);
      }
      return known;
    }
  }

  private @Nullable String checkpointOf(NodeSequenceSpec nodeSequence) throws InterruptedException {
    return vcenter
        .findVm(nodeSequence.node().vm())
        .map(vm -> vm.marks().get(Marks.CHECKPOINT))
        .orElse(null);
  }

  /**
   * Why a step need not run. What it captured is known to no other run, and may be needed again.
   */
  private Optional<String> isDone(Step.RunSequenceStep step, Progress progress)
      throws InterruptedException {
    if (fromStep != null && fromStep.isFirst(step)) {
      return Optional.empty();
    }
    if (fromStep != null && fromStep.leavesOut(step)) {
      return Optional.of("left out, as --from-step says");
    }
    StepProof proof = step.step().proof();
    if (proof != null
        && sequences.prove(
                proof, step.nodeSequence(), step.node(), progress.captures(), this::connect)
            instanceof ProofResult.Given) {
      return Optional.of("it is done already");
    }
    if (proof == null
        && progress.checkpoint().isDone(name(step))
        && !step.nodeSequence()
            .sequence()
            .needsCapturesOf(
                step.step(), later -> isDone(step.nodeSequence(), later, progress.checkpoint()))) {
      return Optional.of("an earlier run did it");
    }
    if (progress.checkpoint().isBegun(name(step))) {
      throw new DiagnosedException(
          Diagnostic.error(
                  Category.CONFLICT,
                  "apply/unknown-outcome",
                  "nobody knows how \"" + step.title() + "\" ended")
              .because(
                  "An earlier run began it on %s and was cut off, and it must not run twice."
                      .formatted(step.node().name()))
              .advise(
                  "Look on the node. Then apply with --from-step, naming this step to run it"
                      + " again, or the one after it."));
    }
    return Optional.empty();
  }

  private String perform(Step.RunSequenceStep step, Progress progress) throws InterruptedException {
    try {
      Captured captured =
          sequences.run(
              step.step(), step.nodeSequence(), step.node(), progress.captures(), this::connect);
      step.step().captures().stream()
          .filter(SequenceStep.Capture::secret)
          .flatMap(capture -> captured.captures().get(capture.name()).stream())
          .forEach(sensitive);
      progress.add(captured.captures());
      return captured.attempts() == 1 ? "" : "at attempt " + captured.attempts();
    } catch (PortException e) {
      if (!e.code().startsWith("sequence/")) {
        throw e;
      }
      if (step.step().once()) {
        keep(step, progress, checkpoint -> checkpoint.failing(name(step)));
      }
      throw e.category() == Category.ATTENDANCE ? e : on(step.node(), e);
    }
  }

  /** With the last step nothing is left to remember, and a broken node begins anew. */
  private void keep(Step.RunSequenceStep step, Progress progress, UnaryOperator<Checkpoint> change)
      throws InterruptedException {
    synchronized (progress) {
      Checkpoint before = progress.checkpoint;
      progress.checkpoint = change.apply(before);
      NodeSequenceSpec nodeSequence = step.nodeSequence();
      boolean finished =
          nodeSequence.sequence().steps().stream()
              .allMatch(each -> isDone(nodeSequence, each, progress.checkpoint));
      if (finished || !progress.checkpoint.equals(before)) {
        vcenter.mark(
            nodeSequence.node().vm(),
            Map.of(Marks.CHECKPOINT, finished ? "" : progress.checkpoint.write()));
      }
    }
  }

  /** Whether a step ended well on every node that it runs on. */
  private static boolean isDone(
      NodeSequenceSpec nodeSequence, SequenceStep step, Checkpoint checkpoint) {
    return nodeSequence.nodesFor(step).stream()
        .map(node -> name(new Step.RunSequenceStep(nodeSequence, step, node)))
        .allMatch(checkpoint::isDone);
  }

  /** The name of a step within its sequence, with the node where it runs on several. */
  private static String name(Step.RunSequenceStep step) {
    return step.id().substring(step.nodeSequence().address().toString().length() + 1);
  }

  /**
   * Waits until the proof that a node is a member fails.
   *
   * @throws DiagnosedException when the node still counts as a member at the end
   */
  void awaitDeparture(NodeSequenceSpec membership) throws InterruptedException {
    if (!becomes(membership, false)) {
      throw new DiagnosedException(
          Diagnostic.error(
                  Category.ENVIRONMENT,
                  "apply/still-member",
                  membership.node().name() + " still counts as a member")
              .because(
                  "It was shut down, and %s lists it as ready all the same. It was not destroyed."
                      .formatted(membership.nodeFor(membership.sequence().proof()).name()))
              .advise("Take it out of the cluster there, and apply again with --replace."));
    }
  }

  /**
   * Waits until the proof of a sequence is given again.
   *
   * @throws DiagnosedException when the node is no member at the end
   */
  void awaitReturn(NodeSequenceSpec nodeSequence) throws InterruptedException {
    if (!becomes(nodeSequence, true)) {
      throw new DiagnosedException(
          Diagnostic.error(
                  Category.ENVIRONMENT,
                  "apply/not-returned",
                  nodeSequence.node().name() + " is no member again")
              .because("It or the node that is asked about it was restarted, and runs.")
              .advise("Look at the services of both nodes. The other nodes were left alone."));
    }
  }

  /** A node that cannot be asked while it starts is asked again. */
  private boolean becomes(NodeSequenceSpec nodeSequence, boolean done) throws InterruptedException {
    for (int look = 1; ; look++) {
      try {
        if (isProven(nodeSequence) == done) {
          return true;
        }
      } catch (PortException e) {
        if (look == MOST_LOOKS) {
          throw e;
        }
      }
      if (look == MOST_LOOKS) {
        return false;
      }
      pause.pause(LOOK_AGAIN);
    }
  }

  /** A step does not know where it runs; whoever has to look there does want to. */
  private static PortException on(NodeTarget node, PortException failure) {
    Diagnostic problem = failure.toDiagnostic();
    return PortException.of(
        problem.because("On %s (%s): %s".formatted(node.name(), node.ip(), problem.detail())));
  }

  private boolean isProven(NodeSequenceSpec nodeSequence) throws InterruptedException {
    return sequences.prove(
            nodeSequence.sequence().proof(), nodeSequence, Captures.none(), this::connect)
        instanceof ProofResult.Given;
  }

  private RemoteShell connect(NodeTarget node) throws InterruptedException {
    return shells.connect(node, blueprint, vcenter);
  }
}
