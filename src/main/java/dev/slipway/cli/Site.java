package dev.slipway.cli;

import dev.slipway.apply.FromStep;
import dev.slipway.apply.SeparationWait;
import dev.slipway.apply.SequenceSteps;
import dev.slipway.apply.StepRunner;
import dev.slipway.blueprint.Inventory;
import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.lock.Locks;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.Marks;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedHealth;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.network.HttpCalls;
import dev.slipway.network.TcpReachability;
import dev.slipway.observe.HealthObserver;
import dev.slipway.observe.Observer;
import dev.slipway.plan.Adoption;
import dev.slipway.plan.LastApplied;
import dev.slipway.port.Attendant;
import dev.slipway.port.HttpRequests;
import dev.slipway.port.Pause;
import dev.slipway.port.PortException;
import dev.slipway.port.Reachability;
import dev.slipway.port.SecretStore;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.SqlStatements;
import dev.slipway.port.VCenter;
import dev.slipway.port.VCenterEndpoint;
import dev.slipway.port.VCenterEndpoint.Trust;
import dev.slipway.sandbox.SandboxAppliances;
import dev.slipway.sandbox.SandboxVCenter;
import dev.slipway.secrets.SourcedSecrets;
import dev.slipway.sequence.Captures;
import dev.slipway.sequence.NodeRequests;
import dev.slipway.sequence.NodeShells;
import dev.slipway.sequence.Performers;
import dev.slipway.sequence.ProofResult;
import dev.slipway.sequence.SequenceRunner;
import dev.slipway.ssh.BastionReachability;
import dev.slipway.ssh.JschShells;
import dev.slipway.template.VelocityTemplates;
import dev.slipway.tls.Authorities;
import dev.slipway.vsphere.FirstContact;
import dev.slipway.vsphere.VSphere;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One place that a blueprint is planned for or applied to, with every port connected. */
final class Site implements AutoCloseable {
  private final LoadedProject loaded;
  private final VCenter vcenter;
  private final Locks locks;
  private final @Nullable SandboxAppliances appliances;
  private final SecretStore secrets;
  private final NodeShells shells;
  private final Reachability reachability;
  private final HttpCalls http;
  private final Reach reach;
  private final SqlStatements databases;
  private final Consumer<Secret> sensitive;

  private Site(
      LoadedProject loaded,
      VCenter vcenter,
      Locks locks,
      @Nullable SandboxAppliances appliances,
      SecretStore secrets,
      NodeShells shells,
      Reachability reachability,
      HttpCalls http,
      Reach reach,
      SqlStatements databases,
      Consumer<Secret> sensitive) {
    this.loaded = loaded;
    this.vcenter = vcenter;
    this.locks = locks;
    this.appliances = appliances;
    this.secrets = secrets;
    this.shells = shells;
    this.reachability = reachability;
    this.http = http;
    this.reach = reach;
    this.databases = databases;
    this.sensitive = sensitive;
  }

  /**
   * Opens all ports.
   *
   * @param command for which, as the locks that it takes will say
   */
  static Site open(Terminal terminal, LoadedProject loaded, String command)
      throws InterruptedException {
    Inventory inventory = loaded.inventory();
    Authorities authorities = authorities(inventory);
    Path sandboxFolder = sandboxFolder(terminal, inventory);
    SourcedSecrets secrets = secrets(terminal, inventory);
    SandboxAppliances appliances = appliances(loaded.sandboxScripts(), sandboxFolder);
    VCenter vcenter = vcenter(terminal, inventory, secrets, appliances, loaded.contact());
    Reach reach = appliances == null ? terminal.reach() : Reach.to(appliances);
    Function<String, ShellAccess> access =
        address -> Objects.requireNonNull(loaded.shellAccess().get(address), address);
    JschShells shells = new JschShells(reach.resolver());
    Pause pause = Thread::sleep;
    return new Site(
        loaded,
        vcenter,
        new Locks(
            vcenter.locks(loaded.desired().placement().datacenter()),
            terminal.holder(command),
            pause),
        appliances,
        secrets,
        new NodeShells(shells, access, pause),
        new BastionReachability(new TcpReachability(reach.resolver()), shells, access),
        new HttpCalls(reach.resolver(), authorities),
        reach,
        reach.databases().apply(driverFolder(terminal)),
        terminal.redaction());
  }

  private static VCenter vcenter(
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
        appliances(sandboxScripts, sandboxFolder(terminal, inventory)),
        null);
  }

  /** Where drivers of more databases lie; null when nothing says so. */
  private static @Nullable Path driverFolder(Terminal terminal) {
    String named = terminal.environment().get("SLIPWAY_DRIVERS");
    String home = terminal.environment().get("SLIPWAY_HOME");
    if (named != null) {
      return terminal.resolve(Path.of(named));
    }
    return home == null ? null : Path.of(home).resolve("drivers");
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

  /** The locks of this run, which are given up when the site is closed. */
  Locks locks() {
    return locks;
  }

  String description() {
    return vcenter.description();
  }

  /** Whether a package in a content library is still the one that was found. */
  boolean isUnchanged(LibraryItem item) throws InterruptedException {
    return item.isStill(vcenter.findItem(item.library(), item.name()));
  }

  Observed observe() throws InterruptedException {
    return observer().observe(loaded.desired());
  }

  ObservedHealth observeHealth() throws InterruptedException {
    return new HealthObserver(
            observer(), shells, sequences(Attendant.absent(), false), reachability)
        .observe(loaded.desired(), loaded.checkup());
  }

  private Observer observer() {
    return new Observer(vcenter, shells, sequences(Attendant.absent(), false));
  }

  /**
   * Keeps on the VMs what was brought about, so that a later plan can tell what others changed.
   *
   * @return a warning when that could not be kept, which takes nothing away from what was done
   */
  List<Diagnostic> recordApplied(Observed proven) throws InterruptedException {
    try {
      for (Map.Entry<VmPath, String> mark :
          LastApplied.of(loaded.desired(), proven.world()).marks().entrySet()) {
        vcenter.mark(mark.getKey(), Map.of(Marks.APPLIED, mark.getValue()));
      }
      forgetCheckpoints(proven);
      return List.of();
    } catch (PortException e) {
      return List.of(
          Diagnostic.warning("apply/not-recorded", "this apply could not be recorded on the VMs")
              .because(e.getMessage() + ". Later plans cannot tell drift by it.")
              .advise("Apply again when that is mended; nothing else is missing."));
    }
  }

  /** A run that was killed after its last step had no time to do so. */
  private void forgetCheckpoints(Observed proven) throws InterruptedException {
    for (VmSpec vm : loaded.desired().all(VmSpec.class).toList()) {
      boolean left =
          proven
              .world()
              .vm(vm.name())
              .map(seen -> seen.marks().getOrDefault(Marks.CHECKPOINT, ""))
              .filter(mark -> !mark.isEmpty())
              .isPresent();
      if (left) {
        vcenter.mark(vm.path(), Map.of(Marks.CHECKPOINT, ""));
      }
    }
  }

  /** Marks VMs as the blueprint's. */
  void adopt(Adoption adoption) throws InterruptedException {
    for (VmSpec vm : adoption.vms()) {
      vcenter.mark(vm.path(), Adoption.marks(loaded.desired().blueprint(), vm));
    }
  }

  /**
   * Makes what carries out steps.
   *
   * @param attendant whom steps may ask to do something
   * @param fromStep null to begin where earlier runs ended
   */
  StepRunner stepRunner(Attendant attendant, @Nullable FromStep fromStep) {
    return new StepRunner(
        vcenter,
        locks,
        secrets,
        new SequenceSteps(
            loaded.desired().blueprint(),
            vcenter,
            shells,
            sequences(attendant, true),
            sensitive,
            reach.pause(),
            fromStep),
        new SeparationWait(vcenter, Thread::sleep),
        Thread::sleep);
  }

  /** An error for each sequence whose proof is not given. */
  List<Diagnostic> unproven(List<NodeSequenceSpec> sequences) throws InterruptedException {
    List<Diagnostic> missing = new ArrayList<>();
    SequenceRunner runner = sequences(Attendant.absent(), true);
    for (NodeSequenceSpec each : sequences) {
      ProofResult result =
          runner.prove(
              each.sequence().proof(),
              each,
              Captures.none(),
              node -> shells.connect(node, loaded.desired().blueprint(), vcenter));
      if (result instanceof ProofResult.Missing(String reason)) {
        missing.add(
            Diagnostic.error(
                    Category.ENVIRONMENT,
                    "sequence/not-proven",
                    "%s of %s is not proven".formatted(each.sequence().name(), each.node().name()))
                .because(reason));
      }
    }
    return missing;
  }

  /**
   * What runs steps.
   *
   * @param learning whether certificates seen at first contact are remembered
   */
  private SequenceRunner sequences(Attendant attendant, boolean learning) {
    HttpRequests requests =
        new NodeRequests(
            reach.trust().apply(http),
            http,
            vcenter,
            loaded.desired().blueprint(),
            loaded.desired().nodes(),
            learning);
    return new SequenceRunner(
        new Performers(
            new VelocityTemplates(), reachability, requests, databases, vcenter, attendant),
        secrets,
        reach.pause());
  }

  private static @Nullable SandboxAppliances appliances(List<Path> scripts, Path folder) {
    if (scripts.isEmpty()) {
      return null;
    }
    Diagnostics diagnostics = new Diagnostics();
    SandboxAppliances appliances = SandboxAppliances.open(scripts, folder, diagnostics);
    diagnostics.throwIfErrors();
    return appliances;
  }

  /** Begins to speak to the inventory's vCenter, with nobody logged in. */
  static FirstContact contact(Inventory inventory) {
    Inventory.VCenterAccess access = inventory.vcenter();
    return FirstContact.begin(URI.create(access.url().value()), trust(access.tls()));
  }

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

  @Override
  public void close() {
    locks.close();
    vcenter.close();
    if (appliances != null) {
      appliances.close();
    }
  }
}
