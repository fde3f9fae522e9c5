package dev.slipway.plan;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Address;
import dev.slipway.model.Desired.FolderSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.GuestIdentity;
import dev.slipway.model.Marks;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.ResourceKind;
import dev.slipway.model.Value;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSnapshot;
import dev.slipway.model.VmSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares folders and VMs. */
final class VmDiffer {
  private static final String POWER = "power";
  private static final String ADDRESSES = "reportedAddresses";

  /** The attributes that powering on and waiting bring about. */
  static final Set<String> RUNNING = Set.of(POWER, ADDRESSES);

  /** The snapshot that a run which was cut short has left. */
  static final String SNAPSHOT = "snapshot";

  private final DesiredState desired;
  private final ObservedWorld world;
  private final CloneChoice clones;
  private final Diagnostics diagnostics;

  VmDiffer(DesiredState desired, ObservedWorld world, CloneChoice clones, Diagnostics diagnostics) {
    this.desired = desired;
    this.world = world;
    this.clones = clones;
    this.diagnostics = diagnostics;
  }

  Change diff(FolderSpec folder) {
    return world.folder().isPresent()
        ? Change.inPlace(folder.address(), List.of())
        : Change.create(
            folder.address(),
            List.of(AttributeChange.created("datacenter", Attribute.text(folder.datacenter()))));
  }

  Change diff(VmSpec vm) {
    ObservedVm observed = world.vms().get(vm.name());
    if (observed == null) {
      return Change.create(vm.address(), whole(vm));
    }
    if (observed.isHalfMade(desired.blueprint(), vm.name())) {
      return new Change(
          vm.address(),
          Action.REPLACE,
          Impact.RECREATE,
          whole(vm),
          List.of("an earlier deployment of it did not finish"));
    }
    if (!observed.belongsTo(desired.blueprint(), vm.name())) {
      return blockedByForeign(vm, observed);
    }
    return diffOwn(vm, observed);
  }

  private Change diffOwn(VmSpec vm, ObservedVm observed) {
    List<AttributeChange> properties = differingProperties(vm, observed);
    boolean adopted = Marks.ADOPTED.equals(observed.marks().get(Marks.SOURCE));
    if (adopted && !properties.isEmpty()) {
      diagnostics.add(adoptedWithOthers(vm, properties));
    } else if (!properties.isEmpty()) {
      diagnostics.add(
          Diagnostic.error("plan/needs-rebuild", vm.name() + " would have to be rebuilt")
              .because(
                  "Its OVF properties differ from the blueprint, and its guest reads them at its"
                      + " first start only. Slipway does not rebuild a node unless it is told to.")
              .advise(
                  "Take the change back, or have it made anew: --replace %s."
                      .formatted(vm.address()))
              .at(desired.origin(Field.NODE, vm.name())));
      return Change.blocked(
          vm.address(), properties, "its OVF properties cannot be changed in place");
    }
    String source = observed.marks().get(Marks.SOURCE);
    if (source != null && !adopted && !source.equals(vm.source())) {
      diagnostics.add(
          Diagnostic.warning(
                  "plan/other-source", vm.name() + " was deployed from another package or option")
              .because(
                  "The package and the deployment option matter at creation only, so this is no"
                      + " change. Only a node deployed anew will have what the blueprint names.")
              .at(desired.origin(Field.NODE, vm.name())));
    }
    warnOfOtherPlace(vm, observed);
    SettingsDiffer settings = SettingsDiffer.compare(vm.settings(), observed);
    List<AttributeChange> changes = new ArrayList<>(settings.changes());
    if (!observed.poweredOn()) {
      changes.add(new AttributeChange(POWER, Attribute.text("off"), Attribute.text("on")));
    } else if (!observed.addresses().contains(vm.ip())) {
      changes.add(
          new AttributeChange(
              ADDRESSES,
              observed.addresses().isEmpty()
                  ? new Attribute.Absent()
                  : new Attribute.Listing(observed.addresses()),
              Attribute.text(vm.ip())));
    }
    if (observed.hasSnapshot()) {
      changes.add(
          new AttributeChange(
              SNAPSHOT, Attribute.text(VmSnapshot.BEFORE_CHANGE.name()), new Attribute.Absent()));
    }
    return observed.poweredOn() && !settings.needingRestart().isEmpty()
        ? new Change(
            vm.address(),
            Action.UPDATE,
            Impact.POWER_CYCLE,
            changes,
            List.of("needs a restart: " + String.join(", ", settings.needingRestart())))
        : Change.inPlace(vm.address(), changes);
  }

  /** Nothing moves a VM that exists; but it must not look as if all were as written. */
  private void warnOfOtherPlace(VmSpec vm, ObservedVm observed) {
    List<String> elsewhere =
        PlaceDiffer.compare(
            vm.placement(), observed.placement(), world.datastores().found().orElse(List.of()));
    if (!elsewhere.isEmpty()) {
      diagnostics.add(
          Diagnostic.warning(
                  "plan/stands-elsewhere", vm.name() + " is not where the blueprint has it")
              .because("It is " + String.join(", ", elsewhere) + ". Slipway moves no VM.")
              .advise(
                  "Move it in vCenter, correct the placement, or have it made anew: --replace %s."
                      .formatted(vm.address()))
              .at(desired.origin(Field.NODE, vm.name())));
    }
  }

  /** Its guest has read its properties long ago, so that nothing is to be done for them. */
  private Diagnostic adoptedWithOthers(VmSpec vm, List<AttributeChange> properties) {
    return Diagnostic.warning(
            "plan/adopted-differs", vm.name() + " was adopted with other OVF properties")
        .because(
            "They count at the first start only, so this is no change: "
                + properties.stream().map(AttributeChange::path).collect(Collectors.joining(", "))
                + ".")
        .advise("Say in the blueprint what it was given, or have it made anew with --replace.")
        .at(desired.origin(Field.NODE, vm.name()));
  }

  private static List<AttributeChange> differingProperties(VmSpec vm, ObservedVm observed) {
    List<AttributeChange> differing = new ArrayList<>();
    vm.properties()
        .forEach((key, value) -> {
          String seen = observed.properties().get(key);
          if (seen != null && value instanceof Value.Plain(String text) && !text.equals(seen)) {
            differing.add(
                new AttributeChange(propertyPath(key), Attribute.text(seen), Attribute.text(text)));
          }
        });
    return differing;
  }

  private Change blockedByForeign(VmSpec vm, ObservedVm observed) {
    String owner = observed.marks().get(Marks.BLUEPRINT);
    String whose =
        owner == null
            ? "It bears no mark of Slipway, so somebody else made it."
            : "It belongs to node %s of blueprint %s."
                .formatted(observed.marks().getOrDefault(Marks.NODE, "?"), owner);
    diagnostics.add(
        Diagnostic.error(
                Category.CONFLICT, "plan/foreign-vm", "a VM named " + vm.name() + " is not ours")
            .because(
                "%s (%s) stands in the folder of this blueprint. %s Slipway never touches such a VM."
                    .formatted(vm.path().inventoryPath(), observed.reference(), whose))
            .advise(
                owner == null
                    ? "Take it over with `slipway adopt`, rename the node, or choose another folder."
                    : "Rename the node, choose another folder, or move that VM away.")
            .at(desired.origin(Field.NODE, vm.name())));
    return Change.blocked(vm.address(), List.of(), "a VM of that name exists that is not ours");
  }

  private List<AttributeChange> whole(VmSpec vm) {
    List<AttributeChange> attributes = new ArrayList<>();
    attributes.add(AttributeChange.created("role", Attribute.text(vm.role())));
    attributes.add(AttributeChange.created("ip", Attribute.text(vm.ip())));
    addOrigin(attributes, vm.from());
    clones
        .sourceOf(vm)
        .ifPresent(source ->
            attributes.add(
                AttributeChange.created("cloneOf", Attribute.text(source.address().toString()))));
    addGiven(attributes, "deploymentOption", vm.from().options().deploymentOption());
    addGiven(attributes, "diskProvisioning", vm.from().options().diskProvisioning());
    if (!vm.placement().standsAlone()) {
      attributes.add(AttributeChange.created("cluster", Attribute.text(vm.placement().cluster())));
    }
    if (!vm.placement().resourcePool().isEmpty()) {
      attributes.add(
          AttributeChange.created("resourcePool", Attribute.text(vm.placement().resourcePool())));
    }
    attributes.add(
        AttributeChange.created(
            "host",
            vm.placement().host().isEmpty()
                ? new Attribute.KnownAfterApply()
                : Attribute.text(vm.placement().host())));
    attributes.add(
        AttributeChange.created(
            "datastore",
            Attribute.text(
                vm.placement().datastore().isEmpty()
                    ? vm.placement().datastoreCluster()
                    : vm.placement().datastore())));
    attributes.add(AttributeChange.created("folder", Attribute.text(vm.placement().folder())));
    vm.placement()
        .networks()
        .forEach((ovfNetwork, network) ->
            attributes.add(
                AttributeChange.created(
                    "networks[\"" + ovfNetwork + "\"]", Attribute.text(network))));
    vm.properties()
        .forEach((key, value) ->
            attributes.add(AttributeChange.created(propertyPath(key), Attribute.of(value))));
    if (vm.from() instanceof VmSource.PackageFile file && !file.hiddenProperties().isEmpty()) {
      attributes.add(
          AttributeChange.created(
              "hiddenProperties", new Attribute.Listing(List.copyOf(file.hiddenProperties()))));
    }
    attributes.addAll(SettingsDiffer.declared(vm.settings()));
    return attributes;
  }

  private static void addOrigin(List<AttributeChange> attributes, VmSource from) {
    switch (from) {
      case VmSource.PackageFile file -> addGiven(attributes, "package", file.words());
      case VmSource.PackageItem item -> addGiven(attributes, "package", item.words());
      case VmSource.UploadedItem item -> addGiven(attributes, "package", item.words());
      case VmSource.Template(VmPath template, GuestIdentity identity) -> {
        addGiven(attributes, "template", template.pathInFolder());
        addGiven(attributes, "customization", identity == null ? null : identity.specification());
      }
      case VmSource.NodeClone(VmPath node, var options, GuestIdentity identity) -> {
        addGiven(attributes, "cloneOf", new Address(ResourceKind.VM, node.name()).toString());
        addGiven(attributes, "customization", identity == null ? null : identity.specification());
      }
    }
  }

  private static void addGiven(
      List<AttributeChange> attributes, String path, @Nullable String value) {
    if (value != null) {
      attributes.add(AttributeChange.created(path, Attribute.text(value)));
    }
  }

  private static String propertyPath(String key) {
    return "properties[\"" + key + "\"]";
  }
}
