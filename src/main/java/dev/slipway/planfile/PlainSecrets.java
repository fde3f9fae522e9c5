package dev.slipway.planfile;

import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.Interpolation;
import dev.slipway.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds confidential values that the user wrote out instead of naming: they would stand in a file
 * as they are.
 */
public final class PlainSecrets {
  private PlainSecrets() {}

  /** An error for each; none when the desired state can be written down. */
  public static List<Diagnostic> in(DesiredState desired) {
    List<Diagnostic> found = new ArrayList<>();
    desired.all(VmSpec.class).forEach(vm -> check(desired, vm.name(), vm.properties(), found));
    desired
        .all(NodeSequenceSpec.class)
        .forEach(sequence ->
            check(desired, sequence.node().name(), sequence.bindings().values(), found));
    return found;
  }

  private static void check(
      DesiredState desired, String node, Map<String, Value> values, List<Diagnostic> found) {
    values.forEach((name, value) -> {
      if (value instanceof Value.Confidential(String template)
          && !template.isEmpty()
          && Interpolation.parse(template).references().findAny().isEmpty()) {
        found.add(
            Diagnostic.error("plan/secret-in-file", "the plan cannot be saved")
                .because(
                    "The value of %s for %s is a password that is written out, and a plan file is"
                            .formatted(name, node)
                        + " no place for it.")
                .advise("Name it, ${secret:NAME}, and say in the inventory file where it is.")
                .at(desired.origin(Field.NODE, node)));
      }
    });
  }
}
