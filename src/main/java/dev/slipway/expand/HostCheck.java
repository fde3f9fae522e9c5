package dev.slipway.expand;

import dev.slipway.blueprint.Inventory.PlacementBlock;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.model.Desired;
import dev.slipway.model.Desired.DrsOverrideSpec;
import dev.slipway.model.Desired.DrsSpec;
import dev.slipway.model.Desired.HaOverrideSpec;
import dev.slipway.model.Desired.HaSpec;
import dev.slipway.model.Desired.RuleSpec;
import dev.slipway.model.RuleType;
import java.util.List;

/** Whether what is wanted of a cluster can be had on the one host that is named. */
final class HostCheck {
  private HostCheck() {}

  static void check(PlacementBlock placement, List<Desired> resources, Diagnostics diagnostics) {
    Located<String> host = placement.host();
    if (host == null) {
      return;
    }
    if (placement.cluster() == null) {
      if (resources.stream().anyMatch(HostCheck::needsCluster)) {
        diagnostics.add(
            Diagnostic.error("inventory/no-cluster", "availability needs a cluster")
                .because(
                    "The inventory file names host %s and no cluster; vSphere HA, DRS and rules"
                            .formatted(host.value())
                        + " belong to clusters.")
                .advise("Name its cluster too, or take \"availability\" out of the blueprint.")
                .at(host.range()));
      }
    } else if (resources.stream().anyMatch(HostCheck::isStrictSeparation)) {
      diagnostics.add(
          Diagnostic.error("inventory/one-host", "one host cannot hold nodes that must be apart")
              .because(
                  "All nodes would be made on host %s, and separateHosts is required."
                      .formatted(host.value()))
              .advise("Leave \"host\" out, or set separateHosts to preferred.")
              .at(host.range()));
    }
  }

  private static boolean isStrictSeparation(Desired resource) {
    return resource instanceof RuleSpec spec
        && spec.rule().type() == RuleType.ANTI_AFFINITY
        && Boolean.TRUE.equals(spec.rule().mandatory());
  }

  private static boolean needsCluster(Desired resource) {
    return resource instanceof HaSpec
        || resource instanceof DrsSpec
        || resource instanceof RuleSpec
        || resource instanceof HaOverrideSpec
        || resource instanceof DrsOverrideSpec;
  }
}
