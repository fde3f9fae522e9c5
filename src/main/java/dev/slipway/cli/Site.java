package dev.slipway.cli;

import dev.slipway.apply.MembershipSteps;
import dev.slipway.apply.SeparationWait;
import dev.slipway.apply.StepRunner;
import dev.slipway.blueprint.Inventory;
import dev.slipway.cli.Project.Loaded;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Marks;
import dev.slipway.model.Observed;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.observe.Observer;
import dev.slipway.plan.LastApplied;
import dev.slipway.port.AddressResolver;
import dev.slipway.port.Pause;
import dev.slipway.port.PortException;
import dev.slipway.port.SecretStore;
import dev.slipway.port.TemplateRenderer;
import dev.slipway.port.VCenter;
import dev.slipway.port.VCenterEndpoint;
import dev.slipway.port.VCenterEndpoint.Trust;
import dev.slipway.sandbox.SandboxAppliances;
import dev.slipway.sandbox.SandboxVCenter;
import dev.slipway.secrets.SourcedSecrets;
import dev.slipway.sequence.NodeShells;
import dev.slipway.sequence.SequenceRunner;
import dev.slipway.ssh.JschShells;
import dev.slipway.template.VelocityTemplates;
import dev.slipway.vsphere.VSphere;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One place that a blueprint is planned for or applied to, with every port connected. */
final class Site implements AutoCloseable {
  private final Loaded loaded;
  private final VCenter vcenter;
  private final @Nullable SandboxAppliances appliances;
  private final SecretStore secrets;
  private final NodeShells shells;
  private final SequenceRunner sequences;
  private final Consumer<Secret> sensitive;

  private Site(
      Loaded loaded,
      VCenter vcenter,
      @Nullable SandboxAppliances appliances,
      SecretStore secrets,
      NodeShells shells,
      SequenceRunner sequences,
      Consumer<Secret> sensitive) {
    this.loaded = loaded;
    this.vcenter = vcenter;
    this.appliances = appliances;
    this.secrets = secrets;
    this.shells = shells;
    this.sequences = sequences;
    this.sensitive = sensitive;
  }

  static Site open(Terminal terminal, Loaded loaded) throws InterruptedException {
    Inventory inventory = loaded.inventory();
    Path sandboxFolder = sandboxFolder(terminal, inventory);
    SourcedSecrets secrets =
        new SourcedSecrets(
            inventory.secrets(),
            terminal.environment(),
            sandboxFolder.resolve("secrets.json"),
            terminal.redaction());
    Path script = loaded.sandboxScript();
    SandboxAppliances appliances = script == null ? null : appliances(script, sandboxFolder);
    VCenter vcenter =
        appliances == null
            ? connect(inventory, secrets)
            : SandboxVCenter.open(sandboxFolder, appliances);
    AddressResolver resolver =
        appliances == null ? AddressResolver.direct() : appliances.resolver();
    Path knownHosts =
        Optional.ofNullable(inventory.ssh().knownHosts())
            .orElse(
                (appliances == null ? terminal.dataFolder() : sandboxFolder)
                    .resolve("known_hosts"));
    NodeShells.Access access =
        new NodeShells.Access(
            loaded.sshUser(), inventory.ssh().port(), loaded.privateKey(), knownHosts);
    Pause pause = Thread::sleep;
    TemplateRenderer templates = new VelocityTemplates();
    return new Site(
        loaded,
        vcenter,
        appliances,
        secrets,
        new NodeShells(new JschShells(resolver), access, pause),
        new SequenceRunner(templates, secrets, pause),
        terminal.redaction());
  }

  /** Where the sandbox of an inventory file keeps its state. */
  static Path sandboxFolder(Terminal terminal, Inventory inventory) {
    return terminal.dataFolder().resolve("sandbox").resolve(inventory.name().value());
  }

  String description() {
    return vcenter.description();
  }

  Observed observe() throws InterruptedException {
    return new Observer(vcenter, shells, sequences).observe(loaded.desired());
  }

  /** Keeps on the VMs what was brought about, so that a later plan can tell what others changed. */
  void recordApplied(Observed proven) throws InterruptedException {
    for (Map.Entry<VmPath, String> mark :
        LastApplied.of(loaded.desired(), proven.world()).marks().entrySet()) {
      vcenter.mark(mark.getKey(), Map.of(Marks.APPLIED, mark.getValue()));
    }
  }

  StepRunner stepRunner() {
    return new StepRunner(
        vcenter,
        secrets,
        new MembershipSteps(loaded.desired().blueprint(), vcenter, shells, sequences, sensitive),
        new SeparationWait(vcenter, Thread::sleep));
  }

  private static SandboxAppliances appliances(Path script, Path folder) {
    Diagnostics diagnostics = new Diagnostics();
    SandboxAppliances appliances = SandboxAppliances.open(script, folder, diagnostics);
    diagnostics.throwIfErrors();
    return appliances;
  }

  /** What goes wrong before there is a session lies with what the inventory file says of it. */
  private static VCenter connect(Inventory inventory, SecretStore secrets)
      throws InterruptedException {
    VCenterEndpoint endpoint = endpoint(inventory, secrets);
    try {
      return VSphere.connect(endpoint);
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

  private static Trust trust(Inventory.Tls tls) {
    if (tls.thumbprint() != null) {
      return new Trust.Thumbprint(tls.thumbprint());
    }
    if (tls.caFile() != null) {
      return new Trust.Authorities(tls.caFile());
    }
    return tls.insecure() ? new Trust.Unverified() : new Trust.SystemAuthorities();
  }

  @Override
  public void close() {
    vcenter.close();
    if (appliances != null) {
      appliances.close();
    }
  }
}
