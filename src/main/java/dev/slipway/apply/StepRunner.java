package dev.slipway.apply;

import dev.slipway.lock.Locks;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.LockName;
import dev.slipway.model.Marks;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSnapshot;
import dev.slipway.model.VmSource;
import dev.slipway.plan.Step;
import dev.slipway.port.Pause;
import dev.slipway.port.SecretStore;
import dev.slipway.port.VCenter;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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
  private final SequenceSteps sequences;
  private final SeparationWait separation;
  private final Pause pause;
  private final LibrarySteps libraries;
  private final DeploymentSteps deployments;
  private final AddressWait addresses;
  private final WorldCheck world;

  public StepRunner(
      VCenter vcenter,
      Locks locks,
      SecretStore secrets,
      SequenceSteps sequences,
      SeparationWait separation,
      Pause pause) {
    this.vcenter = vcenter;
    this.locks = locks;
    this.sequences = sequences;
    this.separation = separation;
    this.pause = pause;
    this.libraries = new LibrarySteps(vcenter, locks);
    this.world = new WorldCheck(vcenter);
    this.deployments = new DeploymentSteps(vcenter, secrets, libraries, world);
    this.addresses = new AddressWait(vcenter);
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
      case Step.DiscardHalfMadeVm discard -> deployments.discard(discard, events);
      case Step.DeployVm deploy -> {
        deployments.deploy(deploy, events);
        yield "";
      }
      case Step.CloneVm clone -> {
        deployments.copy(clone);
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
        if (world.isStillOurs(vm.path(), blueprint)) {
          vcenter.configure(vm.path(), vm.settings());
        }
        yield "";
      }
      case Step.TakeSnapshot(String name, VmPath vm, String blueprint) ->
          world.isStillOurs(vm, blueprint) && !vcenter.takeSnapshot(vm, VmSnapshot.BEFORE_CHANGE)
              ? "an earlier run took it already"
              : "";
      case Step.RemoveSnapshot(String name, VmPath vm, String blueprint) -> {
        if (world.isStillOurs(vm, blueprint)) {
          vcenter.removeSnapshot(vm, VmSnapshot.BEFORE_CHANGE);
        }
        yield "";
      }
      case Step.VerifyProperties(VmSpec vm) -> {
        deployments.verifyProperties(vm);
        yield "";
      }
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
      case Step.AwaitAddress(VmSpec vm, Duration timeout) -> {
        addresses.run(vm, timeout);
        yield "";
      }
      case Step.ShutDownToClone(VmSpec source, String blueprint) -> {
        if (world.isStillOurs(source.path(), blueprint)) {
          vcenter.shutDown(source.path(), SHUT_DOWN_DEADLINE);
          vcenter.powerOff(source.path());
        }
        yield "";
      }
      case Step.PowerOnAfterClone(VmSpec source) -> {
        vcenter.powerOn(source.path());
        addresses.run(source, source.addressTimeout());
        yield "";
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
        if (world.isStillOurs(vm, blueprint)) {
          vcenter.shutDown(vm, SHUT_DOWN_DEADLINE);
          vcenter.powerOff(vm);
        }
        yield "";
      }
      case Step.DestroyVm(String name, VmPath vm, String blueprint) -> {
        if (world.isStillOurs(vm, blueprint)) {
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
}
