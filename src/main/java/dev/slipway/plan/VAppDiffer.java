package dev.slipway.plan;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Desired.VAppSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.ObservedVApp;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares the vApp of the nodes: which of them are in it, and how they start. */
final class VAppDiffer {
  private final DesiredState desired;
  private final ObservedWorld world;
  private final Diagnostics diagnostics;

  VAppDiffer(DesiredState desired, ObservedWorld world, Diagnostics diagnostics) {
    this.desired = desired;
    this.world = world;
    this.diagnostics = diagnostics;
  }

  Change diff(VAppSpec spec) {
    ObservedVApp observed = world.vApp().orElse(null);
    if (observed != null && !observed.belongsTo(desired.blueprint())) {
      diagnostics.add(
          Diagnostic.error(
                  Category.CONFLICT,
                  "plan/foreign-vapp",
                  "the vApp " + spec.name() + " is not ours")
              .because(
                  "It stands in the folder of this blueprint and does not bear its mark. Slipway"
                      + " never touches such a vApp.")
              .advise("Rename it, or give the blueprint another name or folder.")
              .at(desired.origin(Field.START_ORDER, "")));
      return Change.blocked(spec.address(), List.of(), "a vApp of that name exists");
    }
    List<AttributeChange> changes = new ArrayList<>();
    for (VAppSpec.Start start : spec.starts()) {
      String node = start.vm().name();
      Settings seen = seen(observed, node);
      start
          .settings()
          .differingFrom(seen)
          .values()
          .forEach((path, value) -> {
            String before = seen.value(path);
            changes.add(
                new AttributeChange(
                    "vms[\"" + node + "\"]." + path,
                    before == null ? new Attribute.Absent() : Attribute.text(before),
                    Attribute.text(value)));
          });
    }
    return observed == null
        ? Change.create(spec.address(), changes)
        : Change.inPlace(spec.address(), changes);
  }

  private Settings seen(@Nullable ObservedVApp observed, String node) {
    ObservedVm vm = world.vms().get(node);
    return observed == null || vm == null
        ? Settings.NONE
        : observed.entities().getOrDefault(vm.reference(), Settings.NONE);
  }
}
