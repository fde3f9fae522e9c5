package dev.slipway.sequence;

import dev.slipway.diag.Category;
import dev.slipway.model.Bindings;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Expectation;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Secret;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.SequenceStep.Capture;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepProof;
import dev.slipway.model.Value;
import dev.slipway.port.Pause;
import dev.slipway.port.PortException;
import dev.slipway.port.SecretStore;
import dev.slipway.sequence.Attempt.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs the steps of sequences. Holds no state; safe for several threads. */
public final class SequenceRunner {
  private final Performers performers;
  private final SecretStore secrets;
  private final Pause pause;

  public SequenceRunner(Performers performers, SecretStore secrets, Pause pause) {
    this.performers = performers;
    this.secrets = secrets;
    this.pause = pause;
  }

  /**
   * Asks a proof once.
   *
   * @throws PortException when the node cannot be asked, or the definition is wrong
   */
  public ProofResult prove(
      StepProof proof, NodeSequenceSpec nodeSequence, Captures captures, ShellSource shells)
      throws InterruptedException {
    return prove(proof, nodeSequence.nodeFor(proof), nodeSequence.bindings(), captures, shells);
  }

  /**
   * Asks the proof of a step once.
   *
   * @param target the node that the step runs on
   * @throws PortException when the node cannot be asked, or the definition is wrong
   */
  public ProofResult prove(
      StepProof proof,
      NodeSequenceSpec nodeSequence,
      NodeTarget target,
      Captures captures,
      ShellSource shells)
      throws InterruptedException {
    NodeTarget asked = nodeSequence.nodeFor(proof, target);
    return prove(proof, asked, nodeSequence.bindings(), captures, shells);
  }

  /**
   * Asks a proof of a node once.
   *
   * @param bindings what it may refer to besides that node as {@code target}
   * @throws PortException when the node cannot be asked, or the definition is wrong
   */
  public ProofResult prove(
      StepProof proof, NodeTarget node, Bindings bindings, Captures captures, ShellSource shells)
      throws InterruptedException {
    try (KeptShell shell = new KeptShell(node, shells)) {
      Attempt attempt =
          attempt(
              new Wanted(proof.title(), proof.action(), proof.timeout(), List.of(), proof.expect()),
              node,
              targeting(node, bindings),
              captures,
              shell);
      return attempt.failure() == null
          ? new ProofResult.Given()
          : new ProofResult.Missing(attempt.inOneLine());
    }
  }

  /**
   * Runs a step until it succeeds, as often as it may be tried, and lets things settle then. A
   * capture that is refused ends it at once, since the next would be the same. When the step has a
   * proof, it has succeeded when that is given.
   *
   * @throws PortException when it does not succeed, with the last lines it printed
   */
  public Captured run(
      SequenceStep step,
      NodeSequenceSpec nodeSequence,
      NodeTarget node,
      Captures soFar,
      ShellSource shells)
      throws InterruptedException {
    Bindings bindings = targeting(node, nodeSequence.bindings());
    Wanted wanted =
        new Wanted(step.name(), step.action(), step.timeout(), step.captures(), step.expect());
    try (KeptShell shell = new KeptShell(node, shells)) {
      for (int number = 1; ; number++) {
        boolean last = number == step.attempts();
        try {
          Attempt attempt = attempt(wanted, node, bindings, soFar, shell);
          Captures captures = soFar.with(attempt.captured());
          if (attempt.failure() == null) {
            attempt = proven(attempt, step, nodeSequence, node, captures, shells);
          }
          Failure failure = attempt.failure();
          if (failure == null) {
            if (step.settle().isPositive()) {
              pause.pause(step.settle());
            }
            return new Captured(captures, number);
          }
          undo(step, node, bindings, soFar, shell);
          // A person who says that it is done is told that it is not, as often as they say so.
          if (!failure.mayPass() || (last && !(step.action() instanceof StepAction.ManualGate))) {
            throw attempt.exception(step.title(), failure, number);
          }
        } catch (PortException e) {
          if (last || !mayPass(e)) {
            throw e;
          }
        }
        pause.pause(step.pause());
      }
    }
  }

  /** A node that broke off may answer again; one that was waited for in vain will not. */
  private static boolean mayPass(PortException e) {
    return e.category() == Category.ENVIRONMENT
        && !e.code().startsWith("sequence/")
        && !e.code().equals("ssh/unreachable");
  }

  private Attempt proven(
      Attempt attempt,
      SequenceStep step,
      NodeSequenceSpec nodeSequence,
      NodeTarget node,
      Captures captures,
      ShellSource shells)
      throws InterruptedException {
    StepProof proof = step.proof();
    if (proof == null) {
      return attempt;
    }
    return switch (prove(proof, nodeSequence, node, captures, shells)) {
      case ProofResult.Given given -> attempt;
      case ProofResult.Missing(String reason) ->
          attempt.failing(
              new Failure(
                  "sequence/not-proven", "it ran, and its proof is not given", reason, true));
    };
  }

  private void undo(
      SequenceStep step, NodeTarget node, Bindings bindings, Captures captures, KeptShell shell)
      throws InterruptedException {
    StepAction undo = step.undo();
    if (undo == null) {
      return;
    }
    Attempt attempt =
        attempt(
            new Wanted(step.name(), undo, step.timeout(), List.of(), List.of()),
            node,
            bindings,
            captures,
            shell);
    Failure failure = attempt.failure();
    if (failure != null) {
      throw attempt.exception("take back: " + step.title(), failure, 1);
    }
  }

  /**
   * What an attempt is to do and to show.
   *
   * @param name for messages
   */
  record Wanted(
      String name,
      StepAction action,
      Duration timeout,
      List<Capture> captures,
      List<Expectation> expect) {}

  private Attempt attempt(
      Wanted wanted, NodeTarget node, Bindings bindings, Captures soFar, KeptShell shell)
      throws InterruptedException {
    Map<String, Secret> values = new TreeMap<>();
    List<Secret> hidden = new ArrayList<>(soFar.values().values());
    bindings
        .values()
        .forEach((name, value) -> {
          Secret resolved = secrets.resolve(value);
          values.put(name, resolved);
          if (value instanceof Value.Confidential) {
            hidden.add(resolved);
          }
        });
    soFar.values().forEach((name, value) -> values.put("captures." + name, value));
    Expressions expressions = new Expressions(wanted.name(), bindings, values);
    Performed performed =
        performers.perform(
            new Call(
                wanted.name(),
                wanted.action(),
                node,
                wanted.timeout(),
                values,
                expressions,
                soFar,
                shell));
    return new OutputCheck(wanted, expressions).judge(performed, hidden);
  }

  /** What the definition gives, and which node the step itself is on. */
  private static Bindings targeting(NodeTarget target, Bindings bindings) {
    return bindings
        .with("target.name", Value.plain(target.name()))
        .with("target.ip", Value.plain(target.ip()))
        .with("target.role", Value.plain(target.role()));
  }
}
