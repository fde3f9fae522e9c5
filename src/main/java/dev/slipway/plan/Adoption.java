package dev.slipway.plan;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.Marks;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedVm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * VMs that stand where a blueprint wants its nodes and that nobody's blueprint owns: to take them
 * over is to mark them, and nothing else.
 *
 * @param vms those to be marked
 * @param after what is observed when they are
 * @param diagnostics why others cannot be taken over
 */
public record Adoption(List<VmSpec> vms, Observed after, List<Diagnostic> diagnostics) {
  public Adoption {
    vms = List.copyOf(vms);
    diagnostics = List.copyOf(diagnostics);
  }

  /** What can be taken over of what is observed. */
  public static Adoption of(DesiredState desired, Observed observed) {
    List<VmSpec> vms = new ArrayList<>();
    SortedMap<String, ObservedVm> after = new TreeMap<>(observed.world().vms());
    Diagnostics diagnostics = new Diagnostics();
    for (VmSpec spec : desired.all(VmSpec.class).toList()) {
      ObservedVm vm = after.get(spec.name());
      if (vm == null
          || vm.belongsTo(desired.blueprint(), spec.name())
          || vm.isHalfMade(desired.blueprint(), spec.name())) {
        continue;
      }
      String owner = owner(desired, vm);
      if (owner.isEmpty()) {
        vms.add(spec);
        after.put(spec.name(), vm.withMarks(marks(desired.blueprint(), spec)));
      } else {
        diagnostics.add(
            Diagnostic.error(
                    Category.CONFLICT, "adopt/other-owner", spec.name() + " is somebody else's")
                .because(
                    "%s (%s) belongs to %s."
                        .formatted(spec.path().inventoryPath(), vm.reference(), owner))
                .advise("Only a VM without marks of Slipway can be taken over.")
                .at(desired.origin(Field.NODE, spec.name())));
      }
    }
    return new Adoption(
        vms,
        new Observed(observed.world().withVms(after), observed.sequences()),
        diagnostics.all());
  }

  /** The marks of a VM that is taken over. */
  public static Map<String, String> marks(String blueprint, VmSpec vm) {
    return Marks.whenComplete(blueprint, vm.name(), Marks.ADOPTED);
  }

  /** Empty when nobody else's marks are on it; our own may have been lost in part. */
  private static String owner(DesiredState desired, ObservedVm vm) {
    Map<String, String> marks =
        vm.marks().containsKey(Marks.BLUEPRINT) ? vm.marks() : vm.birthMarks();
    String blueprint = marks.getOrDefault(Marks.BLUEPRINT, "");
    String node = marks.getOrDefault(Marks.NODE, "");
    return blueprint.isEmpty() || (blueprint.equals(desired.blueprint()) && node.equals(vm.name()))
        ? ""
        : "node %s of blueprint %s".formatted(node, blueprint);
  }
}
