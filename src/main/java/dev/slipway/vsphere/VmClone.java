package dev.slipway.vsphere;

import com.vmware.vim25.ArrayUpdateOperation;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.OptionValue;
import com.vmware.vim25.VAppPropertyInfo;
import com.vmware.vim25.VAppPropertySpec;
import com.vmware.vim25.VirtualDevice;
import com.vmware.vim25.VirtualDeviceConfigSpec;
import com.vmware.vim25.VirtualDeviceConfigSpecOperation;
import com.vmware.vim25.VirtualEthernetCard;
import com.vmware.vim25.VirtualMachineCloneSpec;
import com.vmware.vim25.VirtualMachineConfigSpec;
import com.vmware.vim25.VirtualMachineRelocateSpec;
import com.vmware.vim25.VmConfigSpec;
import dev.slipway.diag.Category;
import dev.slipway.model.Secret;
import dev.slipway.port.Cloning;
import dev.slipway.port.PortException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clones VMs within vCenter. The OVF environment (vApp properties, transport, product) comes along
 * from the source; the values of the properties are set in the same call, and marks too.
 *
 * <p>Whether vCenter takes property values in a clone's configuration is said both ways:
 * packer-plugin-vsphere relies on it, vmware/govmomi#2201 could only set them afterwards. So they
 * are read back, and set by a reconfiguration where they were not taken.
 */
final class VmClone {
  private static final Logger LOG = LoggerFactory.getLogger(VmClone.class);
  private static final Duration DEADLINE = Duration.ofHours(2);
  private static final Duration CANCEL_DEADLINE = Duration.ofMinutes(1);
  private static final String PROPERTIES = "config.vAppConfig.property";
  private static final String DEVICES = "config.hardware.device";

  private final VSphereSession session;
  private final Locator locator;
  private final VmRemoval removal;
  private final Customizations customizations;
  private final NetworkBackings backings;

  VmClone(VSphereSession session, Locator locator, VmRemoval removal) {
    this.session = session;
    this.locator = locator;
    this.removal = removal;
    this.customizations = new Customizations(session);
    this.backings = new NetworkBackings(session);
  }

  void make(Cloning cloning) throws InterruptedException {
    Redaction redaction = Redaction.of(cloning.properties().values());
    try {
      ImportTarget target =
          ImportTarget.locate(session, locator, cloning.vm(), cloning.placement());
      ManagedObjectReference source = locator.requireVm(cloning.source());
      String birthId = UUID.randomUUID().toString();
      VirtualMachineCloneSpec specification = specification(cloning, target, read(source), birthId);
      if (cloning.identity() != null) {
        specification.setCustomization(customizations.of(cloning.identity()));
      }
      run(cloning, source, target, specification, birthId);
    } catch (PortException e) {
      throw redaction.apply(e);
    }
  }

  private void run(
      Cloning cloning,
      ManagedObjectReference source,
      ImportTarget target,
      VirtualMachineCloneSpec specification,
      String birthId)
      throws InterruptedException {
    String name = InventoryPath.display(cloning.vm());
    String ownName = InventoryPath.escapeName(cloning.vm().name());
    // Asked for on a thread of its own: an interruption must not lose the task that comes back.
    FutureTask<ManagedObjectReference> request =
        new FutureTask<>(() ->
            session.call(
                "clone",
                name,
                vim -> vim.cloneVM_Task(source, target.folder(), ownName, specification)));
    Thread.ofPlatform().daemon().name("slipway-clone").start(request);
    try {
      var unused = session.awaitTask(taskOf(request), "clone", name, DEADLINE);
      setWhatWasNotTaken(cloning, name);
    } catch (RuntimeException | InterruptedException e) {
      discard(cloning, request, birthId, e);
      throw e;
    }
  }

  private Retrieval.Properties read(ManagedObjectReference vm) throws InterruptedException {
    return new Retrieval()
        .properties("VirtualMachine", "runtime.powerState", PROPERTIES, DEVICES)
        .object(vm)
        .read(session, "the VM to clone")
        .of(vm);
  }

  private VirtualMachineCloneSpec specification(
      Cloning cloning, ImportTarget target, Retrieval.Properties source, String birthId)
      throws InterruptedException {
    if (VmReader.isOn(source)) {
      throw new PortException(
          Category.CONFLICT,
          "vcenter/source-running",
          "VM " + InventoryPath.display(cloning.source()) + " cannot be cloned any more",
          "It was powered on meanwhile, and the disks of what runs are not copied.",
          "Run plan again to see what is there now.",
          null);
    }
    VirtualMachineRelocateSpec location = new VirtualMachineRelocateSpec();
    location.setPool(target.pool());
    location.setHost(target.host());
    location.setDatastore(target.datastore());
    location.setDeviceChange(adapters(cloning, target, source));
    Map<String, String> marks = new HashMap<>(cloning.birthMarks());
    marks.put(VmRemoval.BIRTH_ID, birthId);
    VirtualMachineConfigSpec configuration = values(source, cloning.properties());
    configuration.setExtraConfig(ImportSpecs.options(marks).toArray(OptionValue[]::new));
    VirtualMachineCloneSpec specification = new VirtualMachineCloneSpec();
    specification.setLocation(location);
    specification.setConfig(configuration);
    specification.setPowerOn(false);
    specification.setTemplate(false);
    return specification;
  }

  /**
   * The changes of adapters. vCenter gives a clone new MAC addresses, except where they were
   * written down by hand.
   */
  private VirtualDeviceConfigSpec[] adapters(
      Cloning cloning, ImportTarget target, Retrieval.Properties source)
      throws InterruptedException {
    List<VirtualDeviceConfigSpec> changes = new ArrayList<>();
    for (VirtualDevice device : source.all(DEVICES, VirtualDevice[].class)) {
      if (device instanceof VirtualEthernetCard card) {
        boolean manual = "manual".equalsIgnoreCase(card.getAddressType());
        String label = NetworkBackings.label(card);
        if (manual) {
          card.setAddressType("assigned");
          card.setMacAddress(null);
        }
        if (cloning.adapters().containsKey(label)) {
          card.setBacking(
              backings.of(
                  Objects.requireNonNull(target.networks().get(label)),
                  String.valueOf(cloning.adapters().get(label))));
        }
        if (manual || cloning.adapters().containsKey(label)) {
          VirtualDeviceConfigSpec change = new VirtualDeviceConfigSpec();
          change.setOperation(VirtualDeviceConfigSpecOperation.edit);
          change.setDevice(card);
          changes.add(change);
        }
      }
    }
    return changes.toArray(VirtualDeviceConfigSpec[]::new);
  }

  /** The given values in place of those that a VM has. */
  private static VirtualMachineConfigSpec values(
      Retrieval.Properties vm, Map<String, Secret> given) {
    VAppPropertySpec[] edits =
        vm.all(PROPERTIES, VAppPropertyInfo[].class).stream()
            .filter(property -> given.containsKey(VmReader.key(property)))
            .map(property -> {
              property.setValue(value(property, given));
              VAppPropertySpec edit = new VAppPropertySpec();
              edit.setOperation(ArrayUpdateOperation.edit);
              edit.setInfo(property);
              return edit;
            })
            .toArray(VAppPropertySpec[]::new);
    VmConfigSpec values = new VmConfigSpec();
    values.setProperty(edits);
    VirtualMachineConfigSpec configuration = new VirtualMachineConfigSpec();
    configuration.setVAppConfig(values);
    return configuration;
  }

  private static String value(VAppPropertyInfo property, Map<String, Secret> given) {
    Secret value = given.get(VmReader.key(property));
    return value == null ? "" : value.reveal();
  }

  private void setWhatWasNotTaken(Cloning cloning, String name) throws InterruptedException {
    ManagedObjectReference clone = locator.requireVm(cloning.vm());
    Retrieval.Properties made = read(clone);
    boolean taken =
        made.all(PROPERTIES, VAppPropertyInfo[].class).stream()
            .filter(property -> cloning.properties().containsKey(VmReader.key(property)))
            .filter(property -> !VmReader.isPassword(property))
            .allMatch(property -> {
              String wanted = value(property, cloning.properties());
              return wanted.isEmpty() || wanted.equals(VmReader.effectiveValue(property));
            });
    if (!taken) {
      LOG.debug("The properties of {} are set after its clone", name);
      VirtualMachineConfigSpec values = values(made, cloning.properties());
      var unused =
          session.awaitTask(
              session.call("configure", name, vim -> vim.reconfigVM_Task(clone, values)),
              "configure",
              name,
              CANCEL_DEADLINE);
    }
  }

  private void discard(
      Cloning cloning,
      FutureTask<ManagedObjectReference> request,
      String birthId,
      Exception failure)
      throws InterruptedException {
    // The clean-up must not be cut short by what made it necessary.
    boolean interrupted = Thread.interrupted();
    String name = InventoryPath.display(cloning.vm());
    try {
      awaitEnd(request, name);
      removal.destroy(cloning.vm(), birthId);
    } catch (PortException | InterruptedException alsoFailed) {
      PortException left =
          new PortException(
              Category.ENVIRONMENT,
              "vcenter/half-made-vm",
              "the half-made VM " + name + " may be left in vCenter",
              "It was not cloned to its end (%s), and could not be removed (%s)."
                  .formatted(failure.getMessage(), alsoFailed.getMessage()),
              "Run apply again, which removes it first, or delete it in vCenter.",
              failure);
      left.addSuppressed(alsoFailed);
      throw left;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The task has failed, or was cancelled, and may take a while to end. */
  private void awaitEnd(FutureTask<ManagedObjectReference> request, String name)
      throws InterruptedException {
    try {
      ManagedObjectReference task = taskOf(request);
      VSphereSession.evenIfInterrupted("cancel a clone", () -> session.vim().cancelTask(task));
      var unused = session.awaitTask(task, "clone", name, CANCEL_DEADLINE);
    } catch (PortException ended) {
      LOG.debug("The clone ended: {}", ended.getMessage());
    }
  }

  private static ManagedObjectReference taskOf(FutureTask<ManagedObjectReference> request)
      throws InterruptedException {
    try {
      return request.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }
}
