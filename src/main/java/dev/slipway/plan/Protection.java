package dev.slipway.plan;

import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.ObservedVm;
import java.util.List;

/**
 * VMs that must not be destroyed. Their mark in vCenter counts even when the blueprint says nothing
 * of it any more, so that nobody loses a node by taking a line out.
 */
final class Protection {
  private Protection() {}

  static boolean forbids(VmSpec wanted, ObservedVm seen) {
    return SettingsDiffer.isProtected(seen.marks())
        || Boolean.TRUE.equals(wanted.settings().preventDestroy());
  }

  static Change blocked(VmSpec vm) {
    return Change.blocked(vm.address(), List.of(), "preventDestroy forbids to destroy it");
  }

  static Diagnostic problem(DesiredState desired, VmSpec vm) {
    return Diagnostic.error("plan/prevent-destroy", vm.name() + " must not be destroyed")
        .because(
            "preventDestroy says so, in the blueprint or in the custom attribute"
                + " slipway.preventDestroy of the VM.")
        .advise("Say `preventDestroy: false` in the blueprint and apply it first.")
        .at(desired.origin(Field.NODE, vm.name()));
  }
}
