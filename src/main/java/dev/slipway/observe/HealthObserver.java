package dev.slipway.observe;

import dev.slipway.diag.Category;
import dev.slipway.model.Answer;
import dev.slipway.model.Bindings;
import dev.slipway.model.Checkup;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedHealth;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.StatusSpec.OwnView;
import dev.slipway.model.StatusSpec.Probe;
import dev.slipway.model.StatusSpec.Service;
import dev.slipway.model.StepProof;
import dev.slipway.port.PortException;
import dev.slipway.port.Reachability;
import dev.slipway.sequence.Captures;
import dev.slipway.sequence.NodeShells;
import dev.slipway.sequence.ProofResult;
import dev.slipway.sequence.SequenceRunner;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sees how a cluster of appliances fares. A node that does not answer is waited for once, and is
 * something that was seen: it ends nothing.
 */
public final class HealthObserver {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  private final Observer observer;
  private final NodeShells shells;
  private final SequenceRunner sequences;
  private final Reachability reachability;

  public HealthObserver(
      Observer observer, NodeShells shells, SequenceRunner sequences, Reachability reachability) {
    this.observer = observer;
    this.shells = shells;
    this.sequences = sequences;
    this.reachability = reachability;
  }

  /** Reads vCenter, and asks those nodes that run. */
  public ObservedHealth observe(DesiredState desired, Checkup checkup) throws InterruptedException {
    Observed observed = observer.observe(desired);
    try (Asking asking = new Asking(desired, observed, checkup)) {
      SortedMap<String, Answer> ownViews = new TreeMap<>();
      OwnView ownView = checkup.spec().ownView();
      for (NodeTarget node : desired.nodes()) {
        if (ownView != null && node.role().equals(ownView.forRole()) && asking.runs(node)) {
          ownViews.put(node.name(), asking.ask(ownView.probe(), node));
        }
      }
      SortedMap<String, SortedMap<String, Answer>> services = new TreeMap<>();
      for (Service service : checkup.spec().services()) {
        SortedMap<String, Answer> answers = new TreeMap<>();
        Probe probe = service.probe();
        for (NodeTarget node : desired.nodes()) {
          if (probe != null && service.runsOn().contains(node.role()) && asking.runs(node)) {
            answers.put(node.name(), asking.ask(probe, node));
          }
        }
        services.put(service.name(), answers);
      }
      return new ObservedHealth(observed, asking.answering, ownViews, services);
    }
  }

  /** The questions of one look, over one shell for each node. */
  private final class Asking implements AutoCloseable {
    private final DesiredState desired;
    private final Observed observed;
    private final Checkup checkup;
    private final SortedMap<String, Answer> answering = new TreeMap<>();
    private final SharedShells open = new SharedShells();

    Asking(DesiredState desired, Observed observed, Checkup checkup) throws InterruptedException {
      this.desired = desired;
      this.observed = observed;
      this.checkup = checkup;
      for (NodeTarget node : desired.nodes()) {
        if (runs(node)) {
          answering.put(node.name(), answers(node));
        }
      }
    }

    /** Where a bastion does not let us through, nobody knows. */
    private Answer answers(NodeTarget node) throws InterruptedException {
      try {
        return shells.answers(node, reachability, ANSWER_TIMEOUT)
            ? new Answer.Yes()
            : new Answer.No("SSH of " + node.ip() + " does not answer");
      } catch (PortException e) {
        return unknown(e);
      }
    }

    /** Whatever keeps a node from answering ends nothing, but for signs of an attack. */
    private static Answer unknown(PortException e) {
      if (e.category() != Category.ENVIRONMENT || e.code().equals("ssh/host-key-changed")) {
        throw e;
      }
      return new Answer.Unknown(e.getMessage());
    }

    boolean runs(NodeTarget node) {
      return vm(node).isPresent();
    }

    private Optional<ObservedVm> vm(NodeTarget node) {
      return observed
          .world()
          .vm(node.name())
          .filter(vm -> vm.poweredOn() && vm.belongsTo(desired.blueprint(), node.name()));
    }

    Answer ask(Probe probe, NodeTarget about) throws InterruptedException {
      Answer answer = ask(probe.proof(), about);
      StepProof known = probe.known();
      return answer instanceof Answer.No
              && known != null
              && !(ask(known, about) instanceof Answer.Yes)
          ? new Answer.Unknown("the answer is not one that is known")
          : answer;
    }

    private Answer ask(StepProof proof, NodeTarget about) throws InterruptedException {
      NodeTarget asked =
          proof.on().equals(SequenceStep.NODE)
              ? about
              : desired.nodes().stream()
                  .filter(node -> node.role().equals(proof.on()))
                  .findFirst()
                  .orElse(about);
      Optional<ObservedVm> vm = vm(asked);
      if (vm.isEmpty()) {
        return new Answer.Unknown(asked.name() + ", which knows, does not run");
      }
      boolean overSsh = NodeShells.areNeededFor(proof);
      if (overSsh && answering.get(asked.name()) instanceof Answer.No(String reason)) {
        return new Answer.Unknown(reason);
      }
      if (overSsh && answering.get(asked.name()) instanceof Answer.Unknown unknown) {
        return unknown;
      }
      if (overSsh && !NodeShells.isKnown(vm.get())) {
        return new Answer.Unknown("nobody has spoken to " + asked.name() + " yet");
      }
      Bindings bindings = checkup.bindings().getOrDefault(about.name(), Bindings.of(Map.of()));
      try {
        return switch (sequences.prove(
            proof,
            asked,
            bindings,
            Captures.none(),
            node -> open.shell(node, () -> shells.connectKnown(node, vm.get())))) {
          case ProofResult.Given given -> new Answer.Yes();
          case ProofResult.Missing(String reason) -> new Answer.No(reason);
        };
      } catch (PortException e) {
        return unknown(e);
      }
    }

    @Override
    public void close() {
      open.close();
    }
  }
}
