package dev.slipway.appliance;

import dev.slipway.blueprint.Blueprint;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.GuestIdentity;

/**
 * Whether the nodes that are customized have names that Windows takes as computer names. Only a
 * warning: which system a template holds is known to vCenter.
 */
public final class WindowsNameCheck {
  private WindowsNameCheck() {}

  /** Reports each node whose name is none. */
  public static void check(Blueprint blueprint, Diagnostics diagnostics) {
    if (!(blueprint.origin() instanceof Blueprint.Template template)
        || template.customization() == null) {
      return;
    }
    for (Blueprint.Node node : blueprint.nodes()) {
      String name = node.name().value();
      if (!GuestIdentity.isWindowsName(name)) {
        diagnostics.add(
            Diagnostic.warning(
                    "blueprint/no-windows-name",
                    "\"" + name + "\" cannot be a computer name of Windows")
                .because(
                    "NetBIOS knows %d letters, digits and hyphens, and not digits alone."
                        .formatted(GuestIdentity.LONGEST_WINDOWS_NAME))
                .advise("Use another name for the node, unless the template is no Windows.")
                .at(node.name().range()));
      }
    }
  }
}
