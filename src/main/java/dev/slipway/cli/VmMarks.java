package dev.slipway.cli;

import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Marks;
import dev.slipway.model.Observed;
import dev.slipway.model.VmPath;
import dev.slipway.plan.Adoption;
import dev.slipway.plan.LastApplied;
import dev.slipway.port.PortException;
import dev.slipway.port.VCenter;
import java.util.List;
import java.util.Map;

/** Writes on the VMs of a blueprint what later plans go by. */
final class VmMarks {
  private final VCenter vcenter;
  private final DesiredState desired;

  VmMarks(VCenter vcenter, DesiredState desired) {
    this.vcenter = vcenter;
    this.desired = desired;
  }

  /**
   * Keeps on the VMs what was brought about, so that a later plan can tell what others changed.
   *
   * @return a warning when that could not be kept, which takes nothing away from what was done
   */
  List<Diagnostic> recordApplied(Observed proven) throws InterruptedException {
    try {
      for (Map.Entry<VmPath, String> mark :
          LastApplied.of(desired, proven.world()).marks().entrySet()) {
        vcenter.mark(mark.getKey(), Map.of(Marks.APPLIED, mark.getValue()));
      }
      forgetCheckpoints(proven);
      return List.of();
    } catch (PortException e) {
      return List.of(
          Diagnostic.warning("apply/not-recorded", "this apply could not be recorded on the VMs")
              .because(e.getMessage() + ". Later plans cannot tell drift by it.")
              .advise("Apply again when that is mended; nothing else is missing."));
    }
  }

  /** A run that was killed after its last step had no time to do so. */
  private void forgetCheckpoints(Observed proven) throws InterruptedException {
    for (VmSpec vm : desired.all(VmSpec.class).toList()) {
      boolean left =
          proven
              .world()
              .vm(vm.name())
              .map(seen -> seen.marks().getOrDefault(Marks.CHECKPOINT, ""))
              .filter(mark -> !mark.isEmpty())
              .isPresent();
      if (left) {
        vcenter.mark(vm.path(), Map.of(Marks.CHECKPOINT, ""));
      }
    }
  }

  /** Marks VMs as the blueprint's. */
  void adopt(Adoption adoption) throws InterruptedException {
    for (VmSpec vm : adoption.vms()) {
      vcenter.mark(vm.path(), Adoption.marks(desired.blueprint(), vm));
    }
  }
}
