package dev.slipway.apply;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.Marks;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.VmPath;
import dev.slipway.port.VCenter;
import java.util.Optional;

/** Looks whether VMs are still what the plan took them for; one that is not stops its step. */
final class WorldCheck {
  private final VCenter vcenter;

  WorldCheck(VCenter vcenter) {
    this.vcenter = vcenter;
  }

  /** Whether the VM is there; one that became somebody else's since the plan stops the step. */
  boolean isStillOurs(VmPath path, String blueprint) throws InterruptedException {
    Optional<ObservedVm> found = vcenter.findVm(path);
    if (found.isPresent()
        && !found.get().belongsTo(blueprint, path.name())
        && !found.get().isHalfMade(blueprint, path.name())) {
      throw changed(path.name(), "It was ours when the plan was made, and is not any more.");
    }
    return found.isPresent();
  }

  /** Whether the VM is there; one that became whole since the plan stops the step. */
  boolean isStillHalfMade(VmSpec vm, String blueprint) throws InterruptedException {
    Optional<ObservedVm> found = vcenter.findVm(vm.path());
    if (found.isPresent() && !found.get().isHalfMade(blueprint, vm.name())) {
      throw changed(vm.name(), "It was half-made when the plan was made, and is not any more.");
    }
    return found.isPresent();
  }

  /** A source that has run has a state of its own, which must not be copied. */
  void requireUnused(VmSpec source, String blueprint) throws InterruptedException {
    boolean unused =
        vcenter
            .findVm(source.path())
            .filter(vm ->
                vm.belongsTo(blueprint, source.name())
                    && !vm.poweredOn()
                    && source.source().equals(vm.marks().get(Marks.SOURCE)))
            .isPresent();
    if (!unused) {
      throw changed(source.name(), "It is not the powered-off VM that this run deployed.");
    }
  }

  /** The error that something is not what the plan took it for. */
  static DiagnosedException changed(String what, String detail) {
    return new DiagnosedException(
        Diagnostic.error(
                Category.CONFLICT, "apply/world-changed", what + " is not what was planned")
            .because(detail)
            .advise("Plan again."));
  }
}
