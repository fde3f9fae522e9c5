package dev.slipway.apply;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.GuestIdentity;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.Marks;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.Secret;
import dev.slipway.model.Value;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSource;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfPackages;
import dev.slipway.plan.Step;
import dev.slipway.port.Cloning;
import dev.slipway.port.Deployment;
import dev.slipway.port.SecretStore;
import dev.slipway.port.VCenter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes VMs from where they come from, with their OVF properties, and leaves them powered off. */
final class DeploymentSteps {
  private final VCenter vcenter;
  private final SecretStore secrets;
  private final LibrarySteps libraries;
  private final WorldCheck world;

  DeploymentSteps(VCenter vcenter, SecretStore secrets, LibrarySteps libraries, WorldCheck world) {
    this.vcenter = vcenter;
    this.secrets = secrets;
    this.libraries = libraries;
    this.world = world;
  }

  /** Makes a VM from where it comes from. */
  void deploy(Step.DeployVm step, EventSink events) throws InterruptedException {
    switch (step.vm().from()) {
      case VmSource.PackageFile file -> upload(step, file, events);
      case VmSource.PackageItem packaged -> deployItem(step, packaged.item());
      case VmSource.UploadedItem uploaded -> deployItem(step, libraries.holding(uploaded.upload()));
      case VmSource.Template template ->
          copy(step, template.vm(), step.vm().placement().networks(), template.identity());
      case VmSource.NodeClone node -> cloneNode(step, node);
    }
  }

  /** Clones a VM that this run deployed. */
  void copy(Step.CloneVm step) throws InterruptedException {
    VmSpec vm = step.vm();
    world.requireUnused(step.source(), step.blueprint());
    vcenter.cloneVm(
        new Cloning(
            vm.path(),
            step.source().path(),
            vm.placement(),
            resolve(vm),
            Marks.atBirth(step.blueprint(), vm.name())));
  }

  /** Removes what an earlier run left of a deployment, which may be gone by now. */
  String discard(Step.DiscardHalfMadeVm step, EventSink events) throws InterruptedException {
    events.accept(
        new Event.StepNoted(
            step.id(),
            "vCenter may hold it for some minutes, until it gives up the unfinished upload"));
    if (!world.isStillHalfMade(step.vm(), step.blueprint())) {
      return "it is gone already";
    }
    vcenter.destroyVm(step.vm().path());
    return "";
  }

  private void upload(Step.DeployVm step, VmSource.PackageFile from, EventSink events)
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
    } catch (IOException e) {
      throw new DiagnosedException(
          Diagnostic.error("ovf/unreadable", "the package cannot be read")
              .because(from.file() + ": " + e.getMessage()));
    }
  }

  /** What has another version by now is not what was planned, whatever its descriptor says. */
  private void deployItem(Step.DeployVm step, LibraryItem item) throws InterruptedException {
    if (!item.isStill(vcenter.findItem(item.library(), item.name()))) {
      throw WorldCheck.changed(item.words(), "It is gone, or its content has another version.");
    }
    Diagnostics diagnostics = new Diagnostics();
    try (OvfPackage ovfPackage =
        OvfPackages.openDescriptor(item.fileName(), vcenter.readDescriptor(item), diagnostics)
            .orElseThrow(() -> new DiagnosedException(diagnostics.all()))) {
      vcenter.deployItem(deployment(step, ovfPackage, Set.of()), item);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void cloneNode(Step.DeployVm step, VmSource.NodeClone node) throws InterruptedException {
    if (!world.isStillOurs(node.vm(), step.blueprint())) {
      throw WorldCheck.changed(node.vm().name(), "It is gone, and was to be cloned.");
    }
    copy(step, node.vm(), Map.of(), node.identity());
  }

  private void copy(
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

  private Map<String, Secret> resolve(VmSpec vm) throws InterruptedException {
    Map<String, Secret> properties = new TreeMap<>();
    for (Map.Entry<String, Value> property : vm.properties().entrySet()) {
      properties.put(property.getKey(), secrets.resolve(property.getValue()));
    }
    return properties;
  }

  /**
   * Reads the OVF properties of a VM back.
   *
   * @throws DiagnosedException when it does not have what it was given
   */
  void verifyProperties(VmSpec vm) throws InterruptedException {
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
  }
}
