package dev.slipway.blueprint;

import dev.slipway.blueprint.Inventory.NetworkBlock;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Interpolation;
import dev.slipway.model.Interpolation.Reference;
import dev.slipway.model.Value;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks a blueprint against the inventory file that it is to be deployed with. */
public final class InventoryChecks {
  private InventoryChecks() {}

  /** Reports addresses that do not fit the network, and secrets that nobody declared. */
  public static void check(Blueprint blueprint, Inventory inventory, Diagnostics diagnostics) {
    blueprint.nodes().forEach(node -> checkAddress(node.ip(), inventory.network(), diagnostics));
    values(blueprint)
        .forEach(value -> checkSecrets(value, inventory.secrets().keySet(), diagnostics));
  }

  /** The names of the secrets that a deployment of the blueprint needs, in their order. */
  public static Set<String> neededSecrets(Blueprint blueprint, Inventory inventory) {
    return Stream.concat(
            Stream.of(inventory.vcenter().password()), values(blueprint).map(Located::value))
        .flatMap(InventoryChecks::secrets)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Stream<String> secrets(Value value) {
    return switch (value) {
      case Value.Plain plain -> Stream.empty();
      case Value.Confidential confidential ->
          Interpolation.parse(confidential.template()).references().map(Reference::name);
    };
  }

  private static void checkAddress(
      Located<String> ip, NetworkBlock network, Diagnostics diagnostics) {
    Ipv4 address = Ipv4.parse(ip.value()).orElseThrow();
    if (network.gateway() == null) {
      return;
    }
    Ipv4 gateway = Ipv4.parse(network.gateway().value()).orElseThrow();
    if (address.equals(gateway)) {
      diagnostics.add(
          Diagnostic.error("blueprint/gateway-address", "the node has the address of the gateway")
              .because(
                  "The inventory file gives it at " + network.gateway().range().location() + ".")
              .at(ip.range()));
      return;
    }
    if (network.netmask() == null) {
      return;
    }
    Ipv4 netmask = Ipv4.parse(network.netmask().value()).orElseThrow();
    if (!address.networkIn(netmask).equals(gateway.networkIn(netmask))) {
      diagnostics.add(
          Diagnostic.error("blueprint/outside-subnet", "the address is outside the node network")
              .because(
                  "The gateway and the netmask of the inventory file make the subnet "
                      + gateway.subnet(netmask)
                      + ", from which the node could not reach its gateway.")
              .at(ip.range()));
    } else if (address.isEdgeOf(netmask)) {
      diagnostics.add(
          Diagnostic.error("blueprint/subnet-edge", "the address belongs to no host")
              .because("It is the first or the last address of " + gateway.subnet(netmask) + ".")
              .at(ip.range()));
    }
  }

  private static Stream<Located<Value>> values(Blueprint blueprint) {
    return Stream.concat(
        Stream.concat(
            blueprint.settings().values().stream(), blueprint.properties().values().stream()),
        blueprint.nodes().stream().flatMap(node -> node.properties().values().stream()));
  }

  /** Reports the secrets that a value refers to and nobody declared. */
  static void checkSecrets(Located<Value> value, Set<String> declared, Diagnostics diagnostics) {
    secrets(value.value())
        .filter(name -> !declared.contains(name))
        .forEach(name ->
            diagnostics.add(
                Diagnostic.error(
                        "inventory/undeclared-secret",
                        "the inventory file declares no secret \"" + name + "\"")
                    .because("It must say under \"secrets\" where the value comes from.")
                    .advise(Suggestion.among(name, declared))
                    .at(value.range())));
  }
}
