package dev.slipway.plan;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Address;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.MissingPrivilege;
import dev.slipway.model.MissingPrivilege.Purpose;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Placement;
import dev.slipway.model.VmSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides which VMs are clones of another one, so that the bytes of a package cross the wire once.
 * A source is always deployed by the same plan, since only of such a VM it is known that it was
 * never powered on and so has no state of its own. What lies in a content library is deployed from
 * there each time, since no bytes cross the wire for that either.
 *
 * @param sources what VMs are cloned from, by the VM; those that are uploaded are not in it
 */
record CloneChoice(Map<Address, VmSpec> sources) {
  /** Every VM is uploaded. */
  static final CloneChoice NONE = new CloneChoice(Map.of());

  CloneChoice {
    sources = Map.copyOf(sources);
  }

  static CloneChoice of(DesiredState desired, ObservedWorld world, Diagnostics diagnostics) {
    Map<Address, VmSpec> sources = new HashMap<>();
    List<VmSpec> uploaded = new ArrayList<>();
    desired
        .all(VmSpec.class)
        .filter(vm ->
            vm.from() instanceof VmSource.PackageFile && isMade(vm, desired.blueprint(), world))
        .forEach(vm ->
            uploaded.stream()
                .filter(source -> canBecome(vm, source))
                .findFirst()
                .ifPresentOrElse(
                    source -> sources.put(vm.address(), source), () -> uploaded.add(vm)));
    List<String> missing =
        world.missingPrivileges().orElse(List.of()).stream()
            .filter(each -> each.purpose() == Purpose.CLONE)
            .map(MissingPrivilege::privilege)
            .distinct()
            .toList();
    if (sources.isEmpty() || missing.isEmpty()) {
      return new CloneChoice(sources);
    }
    diagnostics.add(
        Diagnostic.warning("plan/uploads-each", "the package is uploaded for every VM")
            .because(
                "VMs of one package are cloned from the first, but the user lacks %s on the folder."
                    .formatted(String.join(" and ", missing)))
            .advise("Grant it, or let the upload take its time; the result is the same."));
    return NONE;
  }

  Optional<VmSpec> sourceOf(VmSpec vm) {
    return Optional.ofNullable(sources.get(vm.address()));
  }

  /** Whether a plan makes the VM, anew or in place of a half-made one. */
  static boolean isMade(VmSpec vm, String blueprint, ObservedWorld world) {
    ObservedVm there = world.vms().get(vm.name());
    return there == null || there.isHalfMade(blueprint, vm.name());
  }

  /**
   * Whether a clone of the source can become the VM. Properties may differ in value; but one that
   * only the source has would stay, since the API does not say that an empty value clears it.
   *
   * <p>Nodes mostly share one origin and one placement, and {@code Objects.equals} sees that before
   * it compares; it is not for nulls, which there are none of.
   */
  private static boolean canBecome(VmSpec vm, VmSpec source) {
    return vm.source().equals(source.source())
        && Objects.equals(vm.from(), source.from())
        && isSameBesideDatastore(vm.placement(), source.placement())
        && vm.properties().keySet().containsAll(source.properties().keySet());
  }

  private static boolean isSameBesideDatastore(Placement one, Placement other) {
    return Objects.equals(one, other) || one.onDatastore(other.datastore()).equals(other);
  }
}
