package dev.slipway.observe;

import dev.slipway.model.Desired.ItemSpec;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.GuestIdentity;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Value;
import dev.slipway.model.VmSettings;
import dev.slipway.model.VmSource;
import dev.slipway.port.ObservationQuery;
import dev.slipway.port.PortException;
import dev.slipway.port.VCenter;
import dev.slipway.sequence.Captures;
import dev.slipway.sequence.NodeShells;
import dev.slipway.sequence.ProofResult;
import dev.slipway.sequence.SequenceRunner;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sees what is, of what a blueprint names. */
public final class Observer {
  private final VCenter vcenter;
  private final NodeShells shells;
  private final SequenceRunner sequences;

  public Observer(VCenter vcenter, NodeShells shells, SequenceRunner sequences) {
    this.vcenter = vcenter;
    this.shells = shells;
    this.sequences = sequences;
  }

  /** Reads vCenter, and asks for the proofs of sequences those nodes that can be asked. */
  public Observed observe(DesiredState desired) throws InterruptedException {
    ObservedWorld seen = vcenter.observe(query(desired));
    ObservedWorld world = withoutSecrets(desired, seen.concerning(desired.blueprint()));
    SortedMap<String, ObservedSequence> proofs = new TreeMap<>();
    for (NodeSequenceSpec nodeSequence : desired.all(NodeSequenceSpec.class).toList()) {
      NodeTarget asked = nodeSequence.nodeFor(nodeSequence.sequence().proof());
      ObservedVm vm = world.vms().get(asked.name());
      if (vm != null && vm.poweredOn() && vm.belongsTo(desired.blueprint(), asked.name())) {
        proofs.put(nodeSequence.address().name(), ask(nodeSequence, asked, vm));
      }
    }
    return new Observed(world, proofs);
  }

  private static ObservationQuery query(DesiredState desired) {
    ObservationQuery query =
        new ObservationQuery(
            desired.placement(),
            desired.nodes().stream().map(NodeTarget::name).toList(),
            desired.nodes().stream().map(NodeTarget::ip).toList(),
            names(desired, VmSettings::extraConfig),
            names(desired, VmSettings::customAttributes),
            names(desired, VmSettings::tags));
    List<VmSource.Template> templates =
        desired
            .all(VmSpec.class)
            .flatMap(vm ->
                vm.from() instanceof VmSource.Template template
                    ? Stream.of(template)
                    : Stream.empty())
            .toList();
    return query
        .withItems(
            desired
                .all(ItemSpec.class)
                .map(item -> item.upload().item())
                .collect(Collectors.toSet()))
        .with(
            templates.stream().map(VmSource.Template::vm).collect(Collectors.toSet()),
            templates.stream()
                .flatMap(template -> Stream.ofNullable(template.identity()))
                .map(GuestIdentity::specification)
                .collect(Collectors.toSet()));
  }

  private static Set<String> names(
      DesiredState desired, Function<VmSettings, ? extends Map<String, ?>> settings) {
    return desired
        .all(VmSpec.class)
        .flatMap(vm -> settings.apply(vm.settings()).keySet().stream())
        .collect(Collectors.toSet());
  }

  /**
   * Drops the values of those properties that the blueprint fills with secrets: vCenter shows them
   * to whoever may read the VM, and what is observed may be kept.
   */
  private static ObservedWorld withoutSecrets(DesiredState desired, ObservedWorld world) {
    SortedMap<String, ObservedVm> vms = new TreeMap<>(world.vms());
    for (VmSpec spec : desired.all(VmSpec.class).toList()) {
      vms.computeIfPresent(
          spec.name(),
          (name, vm) -> {
            Map<String, String> properties = new TreeMap<>(vm.properties());
            properties
                .keySet()
                .removeIf(key -> spec.properties().get(key) instanceof Value.Confidential);
            return vm.withProperties(properties);
          });
    }
    return world.withVms(vms);
  }

  private ObservedSequence ask(NodeSequenceSpec nodeSequence, NodeTarget asked, ObservedVm vm)
      throws InterruptedException {
    if (NodeShells.areNeededFor(nodeSequence.sequence().proof()) && !NodeShells.isKnown(vm)) {
      return new ObservedSequence.Unknown("nobody has spoken to " + asked.name() + " yet");
    }
    try {
      return switch (sequences.prove(
          nodeSequence.sequence().proof(),
          nodeSequence,
          Captures.none(),
          node -> shells.connectKnown(node, vm))) {
        case ProofResult.Given given -> new ObservedSequence.Done();
        case ProofResult.Missing(String reason) -> new ObservedSequence.NotDone(reason);
      };
    } catch (PortException e) {
      if (e.code().equals("ssh/host-key-changed") || e.code().equals("http/certificate-changed")) {
        throw e;
      }
      return new ObservedSequence.Unknown(e.getMessage());
    }
  }
}
