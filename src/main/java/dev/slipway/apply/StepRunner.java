package dev.slipway.apply;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.lock.Locks;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.GuestIdentity;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.LockName;
import dev.slipway.model.Marks;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.Secret;
import dev.slipway.model.Value;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSnapshot;
import dev.slipway.model.VmSource;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfPackages;
import dev.slipway.plan.Step;
import dev.slipway.port.Cloning;
import dev.slipway.port.Deployment;
import dev.slipway.port.Pause;
import dev.slipway.port.SecretStore;
import dev.slipway.port.VCenter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Carries out single steps. Every one looks before it acts, so that it can be run again. None
 * begins when a lock of the run was lost.
 */
public final class StepRunner {
  /** How long a guest may take to shut down before its VM is powered off. */
  private static final Duration SHUT_DOWN_DEADLINE = Duration.ofMinutes(3);

  /** How long other runs are waited for that change the same cluster, each for some seconds. */
  private static final Duration CLUSTER_PATIENCE = Duration.ofMinutes(5);

  private final VCenter vcenter;
  private final Locks locks;
  private final SecretStore secrets;
  private final SequenceSteps sequences;
  private final SeparationWait separation;
  private final Pause pause;
  private final LibrarySteps libraries;

  public StepRunner(
      VCenter vcenter,
      Locks locks,
      SecretStore secrets,
      SequenceSteps sequences,
      SeparationWait separation,
      Pause pause) {
    this.vcenter = vcenter;
    this.locks = locks;
    this.secrets = secrets;
    this.sequences = sequences;
    this.separation = separation;
    this.pause = pause;
    this.libraries = new LibrarySteps(vcenter, locks);
  }

  /**
   * Carries out a step.
   *
   * @return what is worth knowing of it, or an empty text
   */
  String run(Step step, EventSink events) throws InterruptedException {
    locks.check();
    return switch (step) {
      case Step.CreateFolder(var folder, String blueprint) -> {
        vcenter.createFolder(
            folder.datacenter(), folder.path(), Map.of(Marks.BLUEPRINT, blueprint));
        yield "";
      }
      case Step.CreatePool(var pool, String blueprint) -> {
        vcenter.createPool(pool, Map.of(Marks.BLUEPRINT, blueprint));
        yield "";
      }
      case Step.ConfigurePool(var pool) -> {
        vcenter.configurePool(pool);
        yield "";
      }
      case Step.UploadItem upload -> libraries.upload(upload, events);
      case Step.DiscardHalfMadeVm(VmSpec vm, String blueprint) -> {
        events.accept(
            new Event.StepNoted(
                step.id(),
                "vCenter may hold it for some minutes, until it gives up the unfinished upload"));
        yield discard(vm, blueprint);
      }
      case Step.DeployVm deploy ->
          switch (deploy.vm().from()) {
            case VmSource.PackageFile file -> upload(deploy, file, events);
            case VmSource.PackageItem packaged -> deployItem(deploy, packaged.item());
            case VmSource.UploadedItem uploaded ->
                deployItem(deploy, libraries.holding(uploaded.upload()));
            case VmSource.Template template ->
                copy(
                    deploy, template.vm(), deploy.vm().placement().networks(), template.identity());
            case VmSource.NodeClone node -> cloneNode(deploy, node);
          };
      case Step.CloneVm(VmSpec vm, VmSpec source, String blueprint) -> {
        requireUnused(source, blueprint);
        vcenter.cloneVm(
            new Cloning(
                vm.path(),
                source.path(),
                vm.placement(),
                resolve(vm),
                Marks.atBirth(blueprint, vm.name())));
        yield "";
      }
      case Step.MarkVm(VmSpec vm, String blueprint) -> {
        vcenter.mark(
            vm.path(),
            vm.from() instanceof VmSource.NodeClone
                ? Marks.whenCloned(blueprint, vm.name(), vm.source())
                : Marks.whenComplete(blueprint, vm.name(), vm.source()));
        yield "";
      }
      case Step.ConfigureVm(VmSpec vm, String blueprint) -> {
        if (isStillOurs(vm.path(), blueprint)) {
          vcenter.configure(vm.path(), vm.settings());
        }
        yield "";
      }
      case Step.TakeSnapshot(String name, VmPath vm, String blueprint) ->
          isStillOurs(vm, blueprint) && !vcenter.takeSnapshot(vm, VmSnapshot.BEFORE_CHANGE)
              ? "an earlier run took it already"
              : "";
      case Step.RemoveSnapshot(String name, VmPath vm, String blueprint) -> {
        if (isStillOurs(vm, blueprint)) {
          vcenter.removeSnapshot(vm, VmSnapshot.BEFORE_CHANGE);
        }
        yield "";
      }
      case Step.VerifyProperties(VmSpec vm) -> verifyProperties(vm);
      case Step.ReconfigureCluster reconfigure -> {
        reconfigure(reconfigure, events);
        yield "";
      }
      case Step.ArrangeVApp(var vApp, String blueprint) -> {
        vcenter.arrangeVApp(vApp, Map.of(Marks.BLUEPRINT, blueprint));
        yield "";
      }
      case Step.AwaitStartDelay wait -> {
        pause.pause(wait.delay());
        yield "";
      }
      case Step.RemoveVApp(String name, var placement, String blueprint) ->
          vcenter.removeVApp(placement, name, Marks.BLUEPRINT, blueprint)
              ? ""
              : "kept: it is not empty";
      case Step.PowerOnVm(VmSpec vm) -> {
        vcenter.powerOn(vm.path());
        yield "";
      }
      case Step.AwaitAddress(VmSpec vm, Duration timeout) -> awaitAddress(vm, timeout);
      case Step.ShutDownToClone(VmSpec source, String blueprint) -> {
        if (isStillOurs(source.path(), blueprint)) {
          vcenter.shutDown(source.path(), SHUT_DOWN_DEADLINE);
          vcenter.powerOff(source.path());
        }
        yield "";
      }
      case Step.PowerOnAfterClone(VmSpec source) -> {
        vcenter.powerOn(source.path());
        yield awaitAddress(source, source.addressTimeout());
      }
      case Step.AwaitSeparation wait -> separation.run(wait);
      case Step.RunSequenceStep sequenceStep -> sequences.run(sequenceStep);
      case Step.AwaitReturn(var nodeSequence, String restarted) -> {
        sequences.awaitReturn(nodeSequence);
        yield "";
      }
      case Step.AwaitDeparture(var membership) -> {
        sequences.awaitDeparture(membership);
        yield "";
      }
      case Step.PowerOffVm(String name, VmPath vm, String blueprint) -> {
        if (isStillOurs(vm, blueprint)) {
          vcenter.shutDown(vm, SHUT_DOWN_DEADLINE);
          vcenter.powerOff(vm);
        }
        yield "";
      }
      case Step.DestroyVm(String name, VmPath vm, String blueprint) -> {
        if (isStillOurs(vm, blueprint)) {
          vcenter.destroyVm(vm);
        }
        yield "";
      }
      case Step.RemovePools(var pool, String blueprint) ->
          removed(vcenter.removePools(pool, Marks.BLUEPRINT, blueprint));
      case Step.RemoveFolders(var folder, String blueprint) -> {
        yield removed(
            vcenter.removeFolders(folder.datacenter(), folder.path(), Marks.BLUEPRINT, blueprint));
      }
    };
  }

  private static String removed(List<String> paths) {
    return paths.isEmpty() ? "kept: it is not empty" : "removed " + String.join(", ", paths);
  }

  /** One run at a time, so that none compares with what another is about to change. */
  private void reconfigure(Step.ReconfigureCluster step, EventSink events)
      throws InterruptedException {
    ClusterReconfiguration change = step.change();
    try (Locks.Held lock =
        locks.acquire(
            LockName.ofCluster(change.cluster()),
            CLUSTER_PATIENCE,
            by -> events.accept(new Event.StepNoted(step.id(), "waiting for " + by.holder())))) {
      lock.check();
      vcenter.reconfigure(change);
    }
  }

  /** Whether the VM is there; one that became somebody else's since the plan stops the step. */
  private boolean isStillOurs(VmPath path, String blueprint) throws InterruptedException {
    Optional<ObservedVm> found = vcenter.findVm(path);
    if (found.isPresent()
        && !found.get().belongsTo(blueprint, path.name())
        && !found.get().isHalfMade(blueprint, path.name())) {
      throw worldChanged(path.name(), "It was ours when the plan was made, and is not any more.");
    }
    return found.isPresent();
  }

  private String discard(VmSpec vm, String blueprint) throws InterruptedException {
    Optional<ObservedVm> found = vcenter.findVm(vm.path());
    if (found.isEmpty()) {
      return "it is gone already";
    }
    if (!found.get().isHalfMade(blueprint, vm.name())) {
      throw worldChanged(
          vm.name(), "It was half-made when the plan was made, and is not any more.");
    }
    vcenter.destroyVm(vm.path());
    return "";
  }

  /** A source that has run has a state of its own, which must not be copied. */
  private void requireUnused(VmSpec source, String blueprint) throws InterruptedException {
    boolean unused =
        vcenter
            .findVm(source.path())
            .filter(vm ->
                vm.belongsTo(blueprint, source.name())
                    && !vm.poweredOn()
                    && source.source().equals(vm.marks().get(Marks.SOURCE)))
            .isPresent();
    if (!unused) {
      throw worldChanged(source.name(), "It is not the powered-off VM that this run deployed.");
    }
  }

  private Map<String, Secret> resolve(VmSpec vm) throws InterruptedException {
    Map<String, Secret> properties = new TreeMap<>();
    for (Map.Entry<String, Value> property : vm.properties().entrySet()) {
      properties.put(property.getKey(), secrets.resolve(property.getValue()));
    }
    return properties;
  }

  private static DiagnosedException worldChanged(String name, String detail) {
    return new DiagnosedException(
        Diagnostic.error(
                Category.CONFLICT, "apply/world-changed", name + " is not what was planned")
            .because(detail)
            .advise("Plan again."));
  }

  private String upload(Step.DeployVm step, VmSource.PackageFile from, EventSink events)
      throws InterruptedException {
    Diagnostics diagnostics = new Diagnostics();
    try (OvfPackage ovfPackage =
        OvfPackages.open(from.file(), diagnostics)
            .orElseThrow(() -> new DiagnosedException(diagnostics.all()))) {
      List<String> warnings =
          vcenter.deploy(
              deployment(step, ovfPackage, from.hiddenProperties()),
              (sent, total) -> events.accept(new Event.StepTransferred(step.id(), sent, total)));
      warnings.forEach(warning -> events.accept(new Event.StepNoted(step.id(), warning)));
      return "";
    } catch (IOException e) {
      throw new DiagnosedException(
          Diagnostic.error("ovf/unreadable", "the package cannot be read")
              .because(from.file() + ": " + e.getMessage()));
    }
  }

  /** What has another version by now is not what was planned, whatever its descriptor says. */
  private String deployItem(Step.DeployVm step, LibraryItem item) throws InterruptedException {
    if (!item.isStill(vcenter.findItem(item.library(), item.name()))) {
      throw worldChanged(item.words(), "It is gone, or its content has another version.");
    }
    Diagnostics diagnostics = new Diagnostics();
    try (OvfPackage ovfPackage =
        OvfPackages.openDescriptor(item.fileName(), vcenter.readDescriptor(item), diagnostics)
            .orElseThrow(() -> new DiagnosedException(diagnostics.all()))) {
      vcenter.deployItem(deployment(step, ovfPackage, Set.of()), item);
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String cloneNode(Step.DeployVm step, VmSource.NodeClone node)
      throws InterruptedException {
    if (!isStillOurs(node.vm(), step.blueprint())) {
      throw worldChanged(node.vm().name(), "It is gone, and was to be cloned.");
    }
    return copy(step, node.vm(), Map.of(), node.identity());
  }

  private String copy(
      Step.DeployVm step,
      VmPath source,
      Map<String, String> adapters,
      @Nullable GuestIdentity identity)
      throws InterruptedException {
    VmSpec vm = step.vm();
    vcenter.cloneVm(
        new Cloning(
            vm.path(),
            source,
            vm.placement(),
            adapters,
            resolve(vm),
            identity,
            Marks.atBirth(step.blueprint(), vm.name())));
    return "";
  }

  private Deployment deployment(
      Step.DeployVm step, OvfPackage ovfPackage, Set<String> hiddenProperties)
      throws InterruptedException {
    VmSpec vm = step.vm();
    return new Deployment(
        vm.path(),
        vm.placement(),
        ovfPackage,
        vm.from().options().deploymentOption(),
        vm.from().options().diskProvisioning(),
        resolve(vm),
        hiddenProperties,
        Marks.atBirth(step.blueprint(), vm.name()));
  }

  private String verifyProperties(VmSpec vm) throws InterruptedException {
    Map<String, String> seen =
        vcenter.findVm(vm.path()).map(ObservedVm::properties).orElse(Map.of());
    List<String> lost = new ArrayList<>();
    vm.properties()
        .forEach((key, value) -> {
          if (value instanceof Value.Plain(String text) && !text.equals(seen.get(key))) {
            lost.add(
                "%s is %s instead of \"%s\""
                    .formatted(
                        key, seen.containsKey(key) ? "\"" + seen.get(key) + "\"" : "absent", text));
          }
        });
    if (!lost.isEmpty()) {
      throw new DiagnosedException(
          Diagnostic.error(
                  Category.ENVIRONMENT,
                  "apply/properties-lost",
                  vm.name() + " does not have the OVF properties that it was given")
              .because(String.join("; ", lost) + ". It was not powered on.")
              .advise("Compare the keys with `slipway inspect`, and the VM's vApp options."));
    }
    return "";
  }

  private String awaitAddress(VmSpec vm, Duration timeout) throws InterruptedException {
    ObservedVm seen = vcenter.awaitAddress(vm.path(), vm.ip(), timeout);
    if (seen.addresses().contains(vm.ip())) {
      return "";
    }
    String tools = seen.toolsStatus();
    String addresses =
        seen.addresses().isEmpty()
            ? "It reports no address"
            : "It reports " + String.join(", ", seen.addresses());
    throw new DiagnosedException(
        Diagnostic.error(
                Category.ENVIRONMENT,
                "apply/address-missing",
                vm.name() + " did not report " + vm.ip())
            .because(
                "%s after %d s; VMware Tools: %s; power: %s; host: %s."
                    .formatted(
                        addresses,
                        timeout.toSeconds(),
                        tools == null ? "unknown" : tools,
                        seen.poweredOn() ? "on" : "off",
                        seen.host()))
            .advise(
                seen.addresses().isEmpty()
                    ? "Look at the VM's console: has the guest started, and do its network"
                        + " settings and port group match?"
                    : "Compare the network properties in the blueprint with what the appliance"
                        + " expects, and look for a DHCP server that answers first."));
  }
}
