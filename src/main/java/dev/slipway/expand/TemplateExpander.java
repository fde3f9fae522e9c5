package dev.slipway.expand;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Blueprint.Template;
import dev.slipway.blueprint.Inventory;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.model.GuestIdentity;
import dev.slipway.model.Placement;
import dev.slipway.model.Sha256;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSource;
import org.jspecify.annotations.Nullable;

/** Says of each node how it is cloned from the template of a blueprint. */
final class TemplateExpander {
  private final Template template;
  private final Inventory.NetworkBlock network;
  private final Placement placement;

  TemplateExpander(
      Blueprint blueprint,
      Inventory inventory,
      ApplianceDefinition definition,
      Placement placement,
      Diagnostics diagnostics) {
    if (!(blueprint.origin() instanceof Template named)) {
      throw new IllegalArgumentException("no template: " + blueprint.origin().name());
    }
    this.template = named;
    this.network = inventory.network();
    this.placement = placement;
    check(definition, diagnostics);
  }

  private void check(ApplianceDefinition definition, Diagnostics diagnostics) {
    if (!definition.properties().isEmpty()) {
      diagnostics.add(
          Diagnostic.error("template/no-properties", "clones of a template get no OVF properties")
              .because(definition.title() + " is set up by those of its package.")
              .advise("Name the package instead.")
              .at(template.range()));
    }
    if (template.customization() != null && network.netmask() == null) {
      diagnostics.add(
          Diagnostic.error("template/no-netmask", "a guest gets no address without a netmask")
              .because("Its customization makes the address of the node its own.")
              .advise("Add network: {netmask: …} to the inventory file.")
              .at(template.customization().range()));
    }
  }

  VmSource source(Blueprint.Node node) {
    String path = template.vm().value();
    int slash = path.lastIndexOf('/');
    return new VmSource.Template(
        new VmPath(
            placement.datacenter(),
            path.substring(0, Math.max(0, slash)),
            path.substring(slash + 1)),
        identity(node));
  }

  private @Nullable GuestIdentity identity(Blueprint.Node node) {
    Located<String> customization = template.customization();
    return customization == null || network.netmask() == null
        ? null
        : new GuestIdentity(
            customization.value(),
            node.name().value(),
            node.ip().value(),
            network.netmask().value(),
            valueOf(network.gateway()),
            network.dns().stream().map(Located::value).toList(),
            valueOf(network.domain()));
  }

  /** Of the names alone: what a template holds has no digest that vCenter would tell. */
  String digest() {
    return Sha256.of(
        "template %s\n%s".formatted(template.name(), valueOf(template.customization())));
  }

  private static @Nullable String valueOf(@Nullable Located<String> located) {
    return located == null ? null : located.value();
  }
}
