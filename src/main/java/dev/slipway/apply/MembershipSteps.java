package dev.slipway.apply;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Address;
import dev.slipway.model.CommandSpec;
import dev.slipway.model.Desired.MembershipSpec;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Secret;
import dev.slipway.plan.Step;
import dev.slipway.port.Pause;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.VCenter;
import dev.slipway.sequence.Captured;
import dev.slipway.sequence.Captures;
import dev.slipway.sequence.NodeShells;
import dev.slipway.sequence.Outcome;
import dev.slipway.sequence.SequenceRunner;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Runs the commands of sequences, and keeps what one command captured for the next. What was
 * captured may be secret and lives in memory only; a run that was killed captures it anew.
 */
public final class MembershipSteps {
  private static final int MOST_LOOKS = 90;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  private final String blueprint;
  private final VCenter vcenter;
  private final NodeShells shells;
  private final SequenceRunner sequences;
  private final Consumer<Secret> sensitive;
  private final Pause pause;
  private final Map<Address, Progress> progress = new ConcurrentHashMap<>();

  /**
   * Makes the steps of one run.
   *
   * @param sensitive told of every secret that a command prints, so that it can be kept out of
   *     outputs
   */
  public MembershipSteps(
      String blueprint,
      VCenter vcenter,
      NodeShells shells,
      SequenceRunner sequences,
      Consumer<Secret> sensitive,
      Pause pause) {
    this.blueprint = blueprint;
    this.vcenter = vcenter;
    this.shells = shells;
    this.sequences = sequences;
    this.sensitive = sensitive;
    this.pause = pause;
  }

  private record Progress(boolean proven, Captures captures) {}

  String run(Step.RunCommand step) throws InterruptedException {
    MembershipSpec membership = step.membership();
    Progress before = progress.get(membership.address());
    if (before == null) {
      before = new Progress(isProven(membership), Captures.none());
      progress.put(membership.address(), before);
    }
    if (before.proven()) {
      return membership.node().name() + " is a member already";
    }
    try (RemoteShell shell = connect(membership, step.command())) {
      Captured captured =
          sequences.run(step.command(), membership.bindings(), before.captures(), shell);
      step.command().captures().stream()
          .filter(CommandSpec.Capture::secret)
          .flatMap(capture -> captured.captures().get(capture.name()).stream())
          .forEach(sensitive);
      progress.put(membership.address(), new Progress(false, captured.captures()));
      return captured.attempts() == 1 ? "" : "at attempt " + captured.attempts();
    } catch (PortException e) {
      throw e.code().startsWith("sequence/") ? on(membership.nodeFor(step.command()), e) : e;
    }
  }

  /**
   * Waits until the proof of a membership fails.
   *
   * @throws DiagnosedException when the node still counts as a member at the end
   */
  void awaitDeparture(MembershipSpec membership) throws InterruptedException {
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
   * Waits until the proof of a membership holds again.
   *
   * @throws DiagnosedException when the node is no member at the end
   */
  void awaitReturn(MembershipSpec membership) throws InterruptedException {
    if (!becomes(membership, true)) {
      throw new DiagnosedException(
          Diagnostic.error(
                  Category.ENVIRONMENT,
                  "apply/not-returned",
                  membership.node().name() + " is no member again")
              .because("It or the node that is asked about it was restarted, and runs.")
              .advise("Look at the services of both nodes. The other nodes were left alone."));
    }
  }

  /** A node that cannot be asked while it starts is asked again. */
  private boolean becomes(MembershipSpec membership, boolean member) throws InterruptedException {
    for (int look = 1; ; look++) {
      try {
        if (isProven(membership) == member) {
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

  /** A command does not know where it runs; whoever has to look there does want to. */
  private static PortException on(NodeTarget node, PortException failure) {
    Diagnostic problem = failure.toDiagnostic();
    return PortException.of(
        problem.because("On %s (%s): %s".formatted(node.name(), node.ip(), problem.detail())));
  }

  private boolean isProven(MembershipSpec membership) throws InterruptedException {
    try (RemoteShell shell = connect(membership, membership.sequence().proof())) {
      return sequences.prove(membership.sequence().proof(), membership.bindings(), shell)
          instanceof Outcome.Satisfied;
    }
  }

  private RemoteShell connect(MembershipSpec membership, CommandSpec command)
      throws InterruptedException {
    return shells.connect(membership.nodeFor(command), blueprint, vcenter);
  }
}
