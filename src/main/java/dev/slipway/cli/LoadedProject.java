package dev.slipway.cli;

import dev.slipway.blueprint.Inventory;
import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Checkup;
import dev.slipway.model.DesiredState;
import dev.slipway.plan.Plan;
import dev.slipway.port.ShellAccess;
import dev.slipway.vsphere.FirstContact;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted and where, found free of errors.
 *
 * @param appliance names of the appliance definitions, with commas between
 * @param checkup what to ask the nodes for how they fare
 * @param sandboxScripts how the appliances of the sandbox behave; empty for a real vCenter
 * @param shellAccess how to log in to each node, by its address
 * @param policy the rules that its plan must meet
 * @param contact the vCenter, spoken to already; null where that was not worth it
 * @param warnings what was found while loading, besides what is a matter of policy
 */
record LoadedProject(
    Inventory inventory,
    DesiredState desired,
    String appliance,
    Checkup checkup,
    String sshUser,
    List<Path> sandboxScripts,
    Map<String, ShellAccess> shellAccess,
    PolicyCheck policy,
    @Nullable FirstContact contact,
    List<Diagnostic> warnings) {
  /** The same with a part of what is desired. */
  LoadedProject with(DesiredState part) {
    return new LoadedProject(
        inventory,
        part,
        appliance,
        checkup,
        sshUser,
        sandboxScripts,
        shellAccess,
        policy,
        contact,
        warnings);
  }

  Plan judge(Plan plan) {
    return policy.judge(plan);
  }

  String vcenter() {
    return inventory.vcenter().url().value();
  }
}
