package dev.slipway.policy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.blueprint.Inventory;
import dev.slipway.blueprint.Inventory.Tls;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Located;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What rules may ask about besides the plan.
 *
 * @param warnings what was found while loading
 */
public record Facts(BlueprintFacts blueprint, Inventory inventory, List<Diagnostic> warnings) {
  public Facts {
    warnings = List.copyOf(warnings);
  }

  /** How the certificate of vCenter is checked. */
  String trust() {
    Tls tls = inventory.vcenter().tls();
    if (tls.insecure()) {
      return "insecure";
    }
    if (tls.thumbprint() != null) {
      return "thumbprint";
    }
    return tls.caFile() == null ? "system" : "ca-file";
  }

  /** The variable {@code inventory} of conditions. */
  ObjectNode inventoryDocument() {
    Inventory.PlacementBlock placement = inventory.placement();
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", inventory.name().value())
        .put("sandbox", inventory.isSandbox())
        .put("vcenter", inventory.vcenter().url().value())
        .put("tls", trust())
        .put("datacenter", placement.datacenter().value())
        .put("cluster", textOf(placement.cluster()))
        .put("host", textOf(placement.host()))
        .put(
            "resource_pool",
            placement.resourcePool() == null ? "" : placement.resourcePool().path().value())
        .put("datastore", textOf(placement.datastore()))
        .put("datastore_cluster", textOf(placement.datastoreCluster()))
        .put("folder", textOf(placement.folder()));
  }

  private static String textOf(@Nullable Located<String> located) {
    return located == null ? "" : located.value();
  }
}
