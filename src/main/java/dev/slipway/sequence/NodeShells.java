package dev.slipway.sequence;

import dev.slipway.diag.Category;
import dev.slipway.model.Marks;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepProof;
import dev.slipway.port.Pause;
import dev.slipway.port.PortException;
import dev.slipway.port.Reachability;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.RemoteShells;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.ShellTarget;
import dev.slipway.port.ShellTarget.HostKeyTrust;
import dev.slipway.port.VCenter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Opens shells on nodes, trusting host keys as far as vCenter vouches for the VM: the fingerprint
 * seen at first contact is kept as a mark on the VM, so that any later run, on any machine, knows
 * it.
 */
public final class NodeShells {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
  private static final int CONNECT_ATTEMPTS = 60;
  private static final Duration CONNECT_PAUSE = Duration.ofSeconds(5);

  private final RemoteShells shells;
  private final Function<String, ShellAccess> access;
  private final Pause pause;

  /**
   * Makes an opener of shells.
   *
   * @param access how to log in to the node of an address
   */
  public NodeShells(RemoteShells shells, Function<String, ShellAccess> access, Pause pause) {
    this.shells = shells;
    this.access = access;
    this.pause = pause;
  }

  /** Whether a proof is asked over SSH. */
  public static boolean areNeededFor(StepProof proof) {
    return proof.action() instanceof StepAction.ShellCommand;
  }

  /** Whether a run has spoken to the VM, so that vCenter vouches for its host key. */
  public static boolean isKnown(ObservedVm vm) {
    return !vm.marks().getOrDefault(Marks.HOST_KEY, "").isEmpty();
  }

  /** Whether something listens where a node's SSH server should. */
  public boolean answers(NodeTarget node, Reachability reachability, Duration timeout)
      throws InterruptedException {
    return reachability.isOpen(node.ip(), access.apply(node.ip()).port(), timeout);
  }

  /** Connects once, to a node that {@link #isKnown}. */
  public RemoteShell connectKnown(NodeTarget node, ObservedVm vm) throws InterruptedException {
    String fingerprint =
        Objects.requireNonNull(vm.marks().get(Marks.HOST_KEY), "nobody has spoken to it yet");
    return shells.connect(target(node, new HostKeyTrust.Pinned(fingerprint)));
  }

  /**
   * Connects to a node of ours, waiting a while for its SSH server to come up; at first contact the
   * host key is recorded in known hosts and on the VM.
   */
  public RemoteShell connect(NodeTarget node, String blueprint, VCenter vcenter)
      throws InterruptedException {
    ObservedVm vm =
        vcenter
            .findVm(node.vm())
            .filter(found -> found.belongsTo(blueprint, node.name()))
            .orElseThrow(() ->
                new PortException(
                    Category.CONFLICT,
                    "ssh/vm-vanished",
                    "cannot connect to " + node.name(),
                    "Its VM is gone or does not bear our marks any more.",
                    "Plan again.",
                    null));
    if (isKnown(vm)) {
      return connectPatiently(
          target(node, new HostKeyTrust.Pinned(vm.marks().getOrDefault(Marks.HOST_KEY, ""))));
    }
    String comment = "slipway " + blueprint + "/" + node.name() + " " + vm.reference();
    RemoteShell shell = connectPatiently(target(node, new HostKeyTrust.FirstContact(comment)));
    try {
      vcenter.mark(node.vm(), Map.of(Marks.HOST_KEY, shell.hostKeyFingerprint()));
      return shell;
    } catch (InterruptedException | RuntimeException e) {
      shell.close();
      throw e;
    }
  }

  private RemoteShell connectPatiently(ShellTarget target) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return shells.connect(target);
      } catch (PortException e) {
        if (attempt == CONNECT_ATTEMPTS || !e.code().equals("ssh/unreachable")) {
          throw e;
        }
        pause.pause(CONNECT_PAUSE);
      }
    }
  }

  private ShellTarget target(NodeTarget node, HostKeyTrust trust) {
    return new ShellTarget(node.ip(), access.apply(node.ip()), trust, CONNECT_TIMEOUT);
  }
}
