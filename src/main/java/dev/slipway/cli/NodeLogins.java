package dev.slipway.cli;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.blueprint.Inventory;
import dev.slipway.blueprint.Surroundings;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeTarget;
import dev.slipway.port.PortException;
import dev.slipway.port.ShellAccess;
import dev.slipway.ssh.ClientConfig;
import dev.slipway.ssh.LoginRules;
import dev.slipway.ssh.SshKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How to log in to nodes: as whom, with which key, and which host keys are known. */
final class NodeLogins {
  private final Terminal terminal;
  private final Inventory inventory;
  private final ClientConfig config;
  private final Connectivity connectivity;
  private final Diagnostics diagnostics;

  private NodeLogins(
      Terminal terminal,
      Inventory inventory,
      ClientConfig config,
      Connectivity connectivity,
      Diagnostics diagnostics) {
    this.terminal = terminal;
    this.inventory = inventory;
    this.config = config;
    this.connectivity = connectivity;
    this.diagnostics = diagnostics;
  }

  /** Reads the SSH configuration file that the inventory file names, if it names one. */
  static NodeLogins read(
      Terminal terminal,
      Surroundings surroundings,
      Inventory inventory,
      Connectivity connectivity,
      Diagnostics diagnostics) {
    Located<Path> named = inventory.ssh().configFile();
    ClientConfig config =
        named == null
            ? ClientConfig.empty()
            : ClientConfig.read(
                named, path -> surroundings.resolveFromHome(named.value(), path), diagnostics);
    return new NodeLogins(terminal, inventory, config, connectivity, diagnostics);
  }

  /**
   * As whom sequences of all appliances log in, which is the same user.
   *
   * @param place of the blueprint, where it is reported that they need several
   */
  String user(List<ApplianceDefinition> definitions, @Nullable SourceRange place) {
    String named = inventory.ssh().user();
    if (named != null) {
      return named;
    }
    List<String> users =
        definitions.stream()
            .filter(definition ->
                !definition.sequences().isEmpty() || !definition.operations().isEmpty())
            .map(ApplianceDefinition::sshUser)
            .distinct()
            .toList();
    if (users.size() > 1) {
      diagnostics.add(
          Diagnostic.error("system/several-users", "the sequences need different users")
              .because("They would log in as " + String.join(" and ", users) + ".")
              .advise("Give the \"user\" of all of them under \"ssh\" in the inventory file.")
              .at(place));
    }
    return users.isEmpty() ? definitions.getFirst().sshUser() : users.getFirst();
  }

  /**
   * How to log in to each node, by its address. Appliances of the sandbox answer on loopback:
   * nothing lies between.
   */
  Map<String, ShellAccess> access(DesiredState desired, String user) {
    LoginRules rules =
        new LoginRules(
            new LoginRules.Given(
                user, Terminal.user(), inventory.ssh().port(), privateKey(), knownHosts()),
            inventory.isSandbox() ? ClientConfig.empty() : config,
            connectivity.needsSecrets(),
            diagnostics);
    return desired.nodes().stream()
        .collect(Collectors.toMap(NodeTarget::ip, rules::forNode, (first, same) -> first));
  }

  /** The key that nodes are told to let in, as far as it is known already. */
  Optional<String> publicKey() {
    Path privateKey = privateKey();
    if (privateKey == null || (!connectivity.needsPrivateKey() && !Files.exists(privateKey))) {
      return Optional.empty();
    }
    try {
      return Optional.of(SshKeys.publicKeyOf(privateKey));
    } catch (PortException e) {
      Located<Path> named = inventory.ssh().privateKey();
      diagnostics.add(e.toDiagnostic().at(named == null ? null : named.range()));
      return Optional.empty();
    }
  }

  /** In the sandbox a key pair is made on first use, unless the inventory file names one. */
  private @Nullable Path privateKey() {
    Located<Path> named = inventory.ssh().privateKey();
    if (named != null) {
      return named.value();
    }
    if (!inventory.isSandbox()) {
      return null;
    }
    Path generated =
        InventoryPorts.sandboxFolder(terminal, inventory).resolve("ssh").resolve("id_ed25519");
    if (!Files.exists(generated)) {
      SshKeys.generate(generated);
    }
    return generated;
  }

  private Path knownHosts() {
    Path named = inventory.ssh().knownHosts();
    Path folder =
        inventory.isSandbox()
            ? InventoryPorts.sandboxFolder(terminal, inventory)
            : terminal.dataFolder();
    return named == null ? folder.resolve("known_hosts") : named;
  }
}
