package dev.slipway.cli;

import dev.slipway.apply.FromStep;
import dev.slipway.apply.SeparationWait;
import dev.slipway.apply.SequenceSteps;
import dev.slipway.apply.StepRunner;
import dev.slipway.blueprint.Inventory;
import dev.slipway.lock.Locks;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedHealth;
import dev.slipway.model.Secret;
import dev.slipway.network.HttpCalls;
import dev.slipway.network.TcpReachability;
import dev.slipway.observe.HealthObserver;
import dev.slipway.observe.Observer;
import dev.slipway.port.Attendant;
import dev.slipway.port.Pause;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.VCenter;
import dev.slipway.sandbox.SandboxAppliances;
import dev.slipway.secrets.SourcedSecrets;
import dev.slipway.sequence.NodeShells;
import dev.slipway.ssh.BastionReachability;
import dev.slipway.ssh.JschShells;
import dev.slipway.tls.Authorities;
import java.nio.file.Path;
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
  private final SiteSequences sequences;
  private final Consumer<Secret> sensitive;

  private Site(
      LoadedProject loaded,
      VCenter vcenter,
      Locks locks,
      @Nullable SandboxAppliances appliances,
      SiteSequences sequences,
      Consumer<Secret> sensitive) {
    this.loaded = loaded;
    this.vcenter = vcenter;
    this.locks = locks;
    this.appliances = appliances;
    this.sequences = sequences;
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
    Authorities authorities = InventoryPorts.authorities(inventory);
    SourcedSecrets secrets = InventoryPorts.secrets(terminal, inventory);
    SandboxAppliances appliances =
        InventoryPorts.appliances(terminal, inventory, loaded.sandboxScripts());
    VCenter vcenter =
        InventoryPorts.vcenter(terminal, inventory, secrets, appliances, loaded.contact());
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
        new SiteSequences(
            loaded.desired(),
            vcenter,
            secrets,
            new NodeShells(shells, access, pause),
            new BastionReachability(new TcpReachability(reach.resolver()), shells, access),
            new HttpCalls(reach.resolver(), authorities),
            reach.databases().apply(driverFolder(terminal)),
            reach),
        terminal.redaction());
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

  /** The locks of this run, which are given up when the site is closed. */
  Locks locks() {
    return locks;
  }

  /** What later plans go by. */
  VmMarks marks() {
    return new VmMarks(vcenter, loaded.desired());
  }

  SiteSequences sequences() {
    return sequences;
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
            observer(),
            sequences.shells(),
            sequences.runner(Attendant.absent(), false),
            sequences.reachability())
        .observe(loaded.desired(), loaded.checkup());
  }

  private Observer observer() {
    return new Observer(vcenter, sequences.shells(), sequences.runner(Attendant.absent(), false));
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
        sequences.secrets(),
        new SequenceSteps(
            loaded.desired().blueprint(),
            vcenter,
            sequences.shells(),
            sequences.runner(attendant, true),
            sensitive,
            sequences.reach().pause(),
            fromStep),
        new SeparationWait(vcenter, Thread::sleep),
        Thread::sleep);
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
