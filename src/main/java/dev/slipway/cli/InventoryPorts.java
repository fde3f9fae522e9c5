package dev.slipway.cli;

import dev.slipway.blueprint.Inventory;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.port.PortException;
import dev.slipway.port.SecretStore;
import dev.slipway.port.VCenter;
import dev.slipway.port.VCenterEndpoint;
import dev.slipway.port.VCenterEndpoint.Trust;
import dev.slipway.sandbox.SandboxAppliances;
import dev.slipway.sandbox.SandboxVCenter;
import dev.slipway.secrets.SourcedSecrets;
import dev.slipway.tls.Authorities;
import dev.slipway.vsphere.FirstContact;
import dev.slipway.vsphere.VSphere;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens what an inventory file names: its vCenter or sandbox, its secrets and its authorities. */
final class InventoryPorts {
  private InventoryPorts() {}

  /**
   * Opens vCenter: the real one or the sandbox.
   *
   * @param appliances of the sandbox; null for a real vCenter
   * @param contact what was begun of the real one already
   */
  static VCenter vcenter(
      Terminal terminal,
      Inventory inventory,
      SecretStore secrets,
      @Nullable SandboxAppliances appliances,
      @Nullable FirstContact contact)
      throws InterruptedException {
    return appliances == null
        ? connect(inventory, secrets, contact)
        : SandboxVCenter.open(
            sandboxFolder(terminal, inventory),
            inventory.sandboxName(),
            inventory.placement().placement(null),
            appliances,
            terminal.clock());
  }

  /**
   * Opens vCenter alone.
   *
   * @param sandboxScripts how the appliances of the sandbox behave; empty for a real vCenter
   */
  static VCenter vcenter(Terminal terminal, Inventory inventory, List<Path> sandboxScripts)
      throws InterruptedException {
    return vcenter(
        terminal,
        inventory,
        secrets(terminal, inventory),
        appliances(terminal, inventory, sandboxScripts),
        null);
  }

  /** Begins to speak to the inventory's vCenter, with nobody logged in. */
  static FirstContact contact(Inventory inventory) {
    Inventory.VCenterAccess access = inventory.vcenter();
    return FirstContact.begin(URI.create(access.url().value()), trust(access.tls()));
  }

  /** Logs in to the real vCenter. */
  static VCenter connect(Inventory inventory, SecretStore secrets) throws InterruptedException {
    return connect(inventory, secrets, null);
  }

  /** What goes wrong before there is a session lies with what the inventory file says of it. */
  private static VCenter connect(
      Inventory inventory, SecretStore secrets, @Nullable FirstContact contact)
      throws InterruptedException {
    VCenterEndpoint endpoint = endpoint(inventory, secrets);
    try {
      return contact == null ? VSphere.connect(endpoint) : VSphere.connect(endpoint, contact);
    } catch (PortException e) {
      throw new DiagnosedException(e.toDiagnostic().at(inventory.vcenter().url().range()));
    }
  }

  private static VCenterEndpoint endpoint(Inventory inventory, SecretStore secrets) {
    Inventory.VCenterAccess access = inventory.vcenter();
    return new VCenterEndpoint(
        URI.create(access.url().value()),
        access.username(),
        secrets.resolve(access.password()),
        trust(access.tls()));
  }

  /** Who vouches for web servers and for nodes that are spoken to over HTTPS. */
  static Authorities authorities(Inventory inventory) {
    Located<Path> named = inventory.httpsCaFile();
    if (named == null) {
      return Authorities.ofJvm();
    }
    try {
      return Authorities.besidesJvm(named.value());
    } catch (IOException | GeneralSecurityException e) {
      throw new DiagnosedException(
          Diagnostic.error("inventory/ca-file", "the certificate authorities cannot be used")
              .because(named.value().getFileName() + " has no certificate that can be read.")
              .advise("Give a PEM file with at least one certificate.")
              .at(named.range()));
    }
  }

  private static Trust trust(Inventory.Tls tls) {
    if (tls.thumbprint() != null) {
      return new Trust.Thumbprint(tls.thumbprint());
    }
    if (tls.caFile() != null) {
      return new Trust.Authorities(tls.caFile());
    }
    return tls.insecure() ? new Trust.Unverified() : new Trust.SystemAuthorities();
  }

  /** Where the sandbox of an inventory file keeps its state. */
  static Path sandboxFolder(Terminal terminal, Inventory inventory) {
    return terminal
        .dataFolder()
        .resolve("sandbox")
        .resolve(inventory.name().value())
        .resolve(inventory.site());
  }

  /** The secrets of an inventory file. */
  static SourcedSecrets secrets(Terminal terminal, Inventory inventory) {
    return new SourcedSecrets(
        inventory.secrets(),
        terminal.environment(),
        sandboxFolder(terminal, inventory).resolve("secrets.json"),
        terminal.redaction());
  }

  /** Starts the appliances of the sandbox; null when there are no scripts for them. */
  static @Nullable SandboxAppliances appliances(
      Terminal terminal, Inventory inventory, List<Path> scripts) {
    if (scripts.isEmpty()) {
      return null;
    }
    Diagnostics diagnostics = new Diagnostics();
    SandboxAppliances appliances =
        SandboxAppliances.open(scripts, sandboxFolder(terminal, inventory), diagnostics);
    diagnostics.throwIfErrors();
    return appliances;
  }
}
