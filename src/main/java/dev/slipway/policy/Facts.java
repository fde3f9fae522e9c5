package dev.slipway.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Blueprint.Separation;
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
public record Facts(Blueprint blueprint, Inventory inventory, List<Diagnostic> warnings) {
  public Facts {
    warnings = List.copyOf(warnings);
  }

  boolean highlyAvailable() {
    Blueprint.Ha ha = blueprint.availability().ha();
    return ha != null && ha.enabled();
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

  /** The variable {@code blueprint} of conditions. */
  ObjectNode blueprintDocument() {
    Located<Separation> separation = blueprint.availability().separateHosts();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("name", blueprint.name().value());
    root.put("appliance", blueprint.appliance().value());
    root.put("package", String.valueOf(blueprint.packageFile().value().getFileName()));
    root.put("package_digest", textOf(blueprint.packageDigest()));
    root.put("separate_hosts", separation == null ? "" : separation.value().word());
    root.put("ha", highlyAvailable());
    ArrayNode nodes = root.putArray("nodes");
    blueprint
        .nodes()
        .forEach(node ->
            nodes
                .addObject()
                .put("name", node.name().value())
                .put("role", node.role().value())
                .put("ip", node.ip().value()));
    return root;
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
        .put("cluster", placement.cluster().value())
        .put("datastore", placement.datastore().value())
        .put("folder", textOf(placement.folder()));
  }

  private static String textOf(@Nullable Located<String> located) {
    return located == null ? "" : located.value();
  }
}
