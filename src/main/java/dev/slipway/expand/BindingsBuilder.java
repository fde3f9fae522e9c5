package dev.slipway.expand;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.appliance.SettingsResolver;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Inventory;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.model.Bindings;
import dev.slipway.model.Value;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers the names that an appliance definition may refer to, for one node. */
final class BindingsBuilder {
  private final ApplianceDefinition definition;
  private final Map<String, Value> settings;
  private final Map<String, Map<String, Value>> more;
  private final Diagnostics diagnostics;
  private final Map<String, Value> common = new TreeMap<>();
  private final Map<String, Value> firstOfRoles = new TreeMap<>();

  BindingsBuilder(
      Blueprint blueprint,
      Inventory inventory,
      ApplianceDefinition definition,
      Map<String, Value> settings,
      Map<String, Map<String, Value>> more,
      Optional<String> sshPublicKey,
      Diagnostics diagnostics) {
    this.definition = definition;
    this.settings = settings;
    this.more = more;
    this.diagnostics = diagnostics;
    put("blueprint.name", blueprint.name());
    put("network.netmask", inventory.network().netmask());
    put("network.gateway", inventory.network().gateway());
    put("network.domain", inventory.network().domain());
    if (!inventory.network().dns().isEmpty()) {
      String servers =
          inventory.network().dns().stream().map(Located::value).collect(Collectors.joining(","));
      common.put("network.dns", Value.plain(servers));
    }
    common.put(
        "ssh.user",
        Value.plain(Optional.ofNullable(inventory.ssh().user()).orElse(definition.sshUser())));
    sshPublicKey.ifPresent(key -> common.put("ssh.publicKey", Value.plain(key)));
    for (Blueprint.Node node : blueprint.nodes()) {
      String role = node.role().value();
      firstOfRoles.putIfAbsent(role + ".name", Value.plain(node.name().value()));
      firstOfRoles.putIfAbsent(role + ".ip", Value.plain(node.ip().value()));
    }
  }

  Bindings of(Blueprint.Node node) {
    Map<String, Value> all = new TreeMap<>(common);
    all.putAll(more.getOrDefault(node.name().value(), Map.of()));
    all.put("node.name", Value.plain(node.name().value()));
    all.put("node.ip", Value.plain(node.ip().value()));
    all.put("node.role", Value.plain(node.role().value()));
    SettingsResolver.complete(definition, settings, Map.copyOf(all), diagnostics)
        .forEach((name, value) -> all.put("settings." + name, value));
    all.putAll(firstOfRoles);
    return Bindings.of(all);
  }

  private void put(String name, @Nullable Located<String> value) {
    if (value != null) {
      common.put(name, Value.plain(value.value()));
    }
  }
}
