package dev.slipway.expand;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.appliance.ConditionalSequence;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Blueprint.LibraryPackage;
import dev.slipway.blueprint.Blueprint.Separation;
import dev.slipway.blueprint.Blueprint.Template;
import dev.slipway.blueprint.Inventory;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Bindings;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.Desired;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.ItemName;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.ObservedTemplate;
import dev.slipway.model.PackageUpload;
import dev.slipway.model.Placement;
import dev.slipway.model.SequenceSpec;
import dev.slipway.model.Settings;
import dev.slipway.model.VAppSettings;
import dev.slipway.model.Value;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSource;
import dev.slipway.model.VmSource.PackageOptions;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfPackage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the desired resources of a blueprint. */
public final class BlueprintExpander {
  private final Blueprint blueprint;
  private final Inventory inventory;
  private final ApplianceDefinition definition;
  private final @Nullable OvfPackage ovfPackage;
  private final @Nullable LibraryItem libraryItem;
  private final Map<String, Value> settings;
  private final BindingsBuilder bindings;
  private final DocumentTemplates templates;
  private final Diagnostics diagnostics;
  private final Placement placement;
  private final List<Blueprint.Node> nodes;

  /**
   * Takes all that the desired state is made from.
   *
   * @param ovfPackage null when the VMs come from a template
   * @param libraryItem what the package is in its content library; null when it is in none
   * @param settings from {@code SettingsResolver.resolve}
   * @param more what defaults of settings may refer to besides the rest, by the name of the node
   * @param sshPublicKey of the key that sequences log in with, when it is known
   * @param templates what renders documents of the definition
   */
  public BlueprintExpander(
      Blueprint blueprint,
      Inventory inventory,
      ApplianceDefinition definition,
      @Nullable OvfPackage ovfPackage,
      @Nullable LibraryItem libraryItem,
      Map<String, Value> settings,
      Map<String, Map<String, Value>> more,
      Optional<String> sshPublicKey,
      DocumentTemplates templates,
      Diagnostics diagnostics) {
    this.blueprint = blueprint;
    this.inventory = inventory;
    this.definition = definition;
    this.ovfPackage = ovfPackage;
    this.libraryItem = libraryItem;
    this.settings = Map.copyOf(settings);
    this.templates = templates;
    this.diagnostics = diagnostics;
    this.bindings =
        new BindingsBuilder(
            blueprint, inventory, definition, settings, more, sshPublicKey, diagnostics);
    // The vApp is called like the blueprint, so that its VMs are found whatever is declared.
    this.placement =
        inventory
            .placement()
            .placement(blueprint.name().value())
            .mapping(name -> isNetwork(ovfPackage, name));
    List<String> order = List.copyOf(definition.roles().keySet());
    this.nodes =
        blueprint.nodes().stream()
            .sorted(Comparator.comparingInt(node -> order.indexOf(node.role().value())))
            .toList();
  }

  /** The desired state; not to be used when errors were reported. */
  public DesiredState expand() {
    if (ovfPackage != null) {
      PackageCheck.checkNetworks(inventory, ovfPackage.descriptor(), diagnostics);
      PackageCheck.check(blueprint, ovfPackage.descriptor(), diagnostics);
    }
    List<NodeTarget> targets = nodes.stream().map(this::target).toList();
    List<Desired> resources = new ArrayList<>();
    if (!placement.folder().isEmpty()) {
      resources.add(new Desired.FolderSpec(placement.datacenter(), placement.folder()));
    }
    Inventory.PoolBlock pool = inventory.placement().resourcePool();
    if (pool != null && pool.create()) {
      resources.add(
          new Desired.PoolSpec(
              placement.datacenter(),
              placement.computeResource(),
              placement.resourcePool(),
              pool.settings()));
    }
    upload().map(Desired.ItemSpec::new).ifPresent(resources::add);
    nodes.stream().map(source()).forEach(resources::add);
    addAvailability(resources);
    HostCheck.check(inventory.placement(), resources, diagnostics);
    NeedsCheck.check(definition.sequences(), settings, nodes, bindings, diagnostics);
    resources.addAll(sequences(definition.sequences(), targets));
    return new DesiredState(
            blueprint.name().value(),
            DesiredDigest.of(resources),
            placement,
            targets,
            origins(),
            resources)
        .with(sequences(definition.operations(), targets));
  }

  /** What the appliance definition may refer to, by the name of the node that it is about. */
  public SortedMap<String, Bindings> nodeBindings() {
    SortedMap<String, Bindings> byNode = new TreeMap<>();
    nodes.forEach(node -> byNode.put(node.name().value(), bindings.of(node)));
    return byNode;
  }

  /** Whether the VMs have a network of that name; an inventory file may map those of others too. */
  private static boolean isNetwork(@Nullable OvfPackage ovfPackage, String name) {
    return ovfPackage == null
        ? ObservedTemplate.isAdapter(name)
        : ovfPackage.descriptor().networks().stream()
            .anyMatch(network -> network.name().equals(name));
  }

  /** What makes the VM of each node. */
  private Function<Blueprint.Node, Desired.VmSpec> source() {
    if (ovfPackage == null) {
      TemplateExpander template =
          new TemplateExpander(blueprint, inventory, definition, placement, diagnostics);
      return node -> vm(node, template.source(node), template.digest(), Map.of());
    }
    OvfDescriptor descriptor = ovfPackage.descriptor();
    PropertyExpander properties =
        new PropertyExpander(blueprint, definition, descriptor, templates, diagnostics);
    PackageOptions options =
        new PackageOptions(
            valueOf(blueprint.deploymentOption()),
            valueOf(blueprint.diskProvisioning()),
            descriptor.disks().stream().mapToLong(OvfDescriptor.Disk::capacityBytes).sum());
    String digest =
        PackageSource.of(
            libraryItem == null ? ovfPackage.identity() : libraryItem.identity(), options);
    VmSource from = packaged(descriptor, options);
    return node -> vm(node, from, digest, properties.expand(node, bindings.of(node)));
  }

  private Desired.VmSpec vm(
      Blueprint.Node node, VmSource from, String digest, Map<String, Value> properties) {
    return new Desired.VmSpec(
        node.name().value(),
        node.role().value(),
        node.ip().value(),
        placement,
        definition.addressTimeout(),
        cloned(node, from),
        digest,
        properties,
        blueprint.vmSettings().overriddenBy(node.vmSettings()));
  }

  /** The source of a node: the node that its role is cloned from, where it is. */
  private VmSource cloned(Blueprint.Node node, VmSource from) {
    return definition
        .role(node.role().value())
        .flatMap(role -> Optional.ofNullable(valueOf(role.cloneOf())))
        .flatMap(
            role -> nodes.stream().filter(other -> other.role().value().equals(role)).findFirst())
        .<VmSource>map(source ->
            new VmSource.NodeClone(
                placement.vm(source.name().value()),
                from.options(),
                from instanceof VmSource.Template template ? template.identity() : null))
        .orElse(from);
  }

  private VmSource packaged(OvfDescriptor descriptor, PackageOptions options) {
    Set<String> hidden = HiddenPropertyCheck.check(blueprint, descriptor, diagnostics);
    return switch (blueprint.origin()) {
      case Blueprint.PackageFile(var file, var download, var digest, var item) ->
          upload()
              .<VmSource>map(upload -> new VmSource.UploadedItem(upload, options))
              .orElseGet(() -> new VmSource.PackageFile(file.value(), download, options, hidden));
      case Blueprint.LibraryPackage unfound ->
          new VmSource.PackageItem(Objects.requireNonNull(libraryItem), options);
      case Template template -> throw new IllegalStateException("a template has no package");
    };
  }

  /** The package as it is put into a content library; empty when it is not. */
  private Optional<PackageUpload> upload() {
    if (ovfPackage == null
        || !(blueprint.origin()
            instanceof
            Blueprint.PackageFile(var file, var download, var digest, LibraryPackage item))
        || item == null) {
      return Optional.empty();
    }
    SortedMap<String, String> checksums = new TreeMap<>();
    for (String name : ovfPackage.names()) {
      checksums.put(
          name,
          ovfPackage
              .manifest()
              .flatMap(manifest -> manifest.of(name))
              .map(stated -> stated.algorithm().replace("-", "") + ":" + stated.hexadecimal())
              .orElse(""));
    }
    return Optional.of(
        new PackageUpload(
            new ItemName(item.library().value(), item.item().value()),
            file.value(),
            ovfPackage.identity(),
            checksums));
  }

  private void addAvailability(List<Desired> resources) {
    Blueprint.Availability availability = blueprint.availability();
    String cluster = placement.cluster();
    List<VmPath> vms = nodes.stream().map(node -> placement.vm(node.name().value())).toList();
    if (availability.ha() != null) {
      resources.add(new Desired.HaSpec(cluster, availability.ha().settings()));
    }
    List<Desired> rules = new ArrayList<>();
    Located<Separation> separation = availability.separateHosts();
    String name = ruleName();
    if (separation != null && separation.value() == Separation.OFF) {
      resources.add(new Desired.NoRuleSpec(cluster, name));
    } else if (separation != null && vms.size() > 1) {
      rules.add(
          new Desired.RuleSpec(
              cluster,
              ClusterRule.antiAffinity(name, vms, separation.value() == Separation.REQUIRED)));
    }
    availability.rules().forEach(rule -> rules.add(new Desired.RuleSpec(cluster, rule(rule, vms))));
    Settings drs = availability.drs();
    Blueprint.StartOrder startOrder = availability.startOrder();
    if (drs != null || !rules.isEmpty() || startOrder != null) {
      resources.add(
          new Desired.DrsSpec(cluster, drs == null ? Settings.of(Map.of("enabled", "true")) : drs));
    }
    resources.addAll(rules);
    if (startOrder != null) {
      resources.add(vApp(startOrder));
    }
    for (Blueprint.Node node : nodes) {
      VmPath vm = placement.vm(node.name().value());
      Blueprint.VmOverrides overrides = availability.vmOverrides().overriddenBy(node.vmOverrides());
      if (!overrides.ha().hasNone()) {
        resources.add(new Desired.HaOverrideSpec(cluster, vm, overrides.ha()));
      }
      if (!overrides.drs().hasNone()) {
        resources.add(new Desired.DrsOverrideSpec(cluster, vm, overrides.drs()));
      }
    }
  }

  /** What the rule is called that keeps the nodes on different hosts. */
  private String ruleName() {
    String name = blueprint.name().value();
    return blueprint.group().isEmpty() ? name : ClusterRule.nameOf(name, blueprint.group());
  }

  private Desired.VAppSpec vApp(Blueprint.StartOrder order) {
    List<Desired.VAppSpec.Start> starts = new ArrayList<>();
    for (int place = 0; place < order.groups().size(); place++) {
      Settings settings =
          Settings.of(
                  Map.of(
                      VAppSettings.START_ORDER,
                      String.valueOf(place + 1),
                      VAppSettings.START_ACTION,
                      "powerOn"))
              .overriddenBy(order.settings());
      order
          .groups()
          .get(place)
          .forEach(node -> starts.add(new Desired.VAppSpec.Start(placement.vm(node), settings)));
    }
    return new Desired.VAppSpec(blueprint.name().value(), placement, starts);
  }

  private ClusterRule rule(Blueprint.Rule rule, List<VmPath> all) {
    return new ClusterRule(
        ClusterRule.nameOf(blueprint.name().value(), rule.name().value()),
        rule.type(),
        rule.nodes().isEmpty() ? all : vms(rule.nodes()),
        rule.hosts().stream().map(Located::value).sorted().distinct().toList(),
        vms(rule.dependsOn()),
        rule.mandatory());
  }

  private List<VmPath> vms(List<Located<String>> names) {
    return names.stream().map(Located::value).distinct().map(placement::vm).toList();
  }

  /** Each sequence for each node of its role. */
  private List<Desired.NodeSequenceSpec> sequences(
      List<ConditionalSequence> conditional, List<NodeTarget> targets) {
    List<SequenceSpec> sequences =
        conditional.stream().flatMap(sequence -> sequence.with(settings).stream()).toList();
    List<Desired.NodeSequenceSpec> found = new ArrayList<>();
    for (SequenceSpec sequence : sequences) {
      for (int index = 0; index < nodes.size(); index++) {
        if (nodes.get(index).role().value().equals(sequence.forRole())) {
          found.add(
              new Desired.NodeSequenceSpec(
                  targets.get(index), targets, sequence, bindings.of(nodes.get(index))));
        }
      }
    }
    return found;
  }

  private NodeTarget target(Blueprint.Node node) {
    String name = node.name().value();
    return new NodeTarget(name, node.role().value(), node.ip().value(), placement.vm(name));
  }

  private Map<Origin, SourceRange> origins() {
    Inventory.PlacementBlock block = inventory.placement();
    Map<Origin, SourceRange> origins = new HashMap<>();
    origins.put(new Origin(Field.DATACENTER, ""), block.datacenter().range());
    if (block.cluster() != null) {
      origins.put(new Origin(Field.CLUSTER, ""), block.cluster().range());
    }
    if (block.host() != null) {
      origins.put(new Origin(Field.HOST, ""), block.host().range());
    }
    if (block.resourcePool() != null) {
      origins.put(new Origin(Field.RESOURCE_POOL, ""), block.resourcePool().path().range());
    }
    Stream.of(block.datastore(), block.datastoreCluster())
        .filter(Objects::nonNull)
        .forEach(written -> origins.put(new Origin(Field.DATASTORE, ""), written.range()));
    block
        .networks()
        .forEach((name, target) -> origins.put(new Origin(Field.NETWORK, name), target.range()));
    nodes.forEach(
        node -> origins.put(new Origin(Field.NODE, node.name().value()), node.name().range()));
    upload()
        .ifPresent(upload -> {
          if (blueprint.origin() instanceof Blueprint.PackageFile file && file.item() != null) {
            origins.put(
                new Origin(Field.LIBRARY, upload.item().library()), file.item().library().range());
            origins.put(new Origin(Field.ITEM, upload.item().path()), file.item().item().range());
          }
        });
    if (blueprint.origin() instanceof Template(var vm, var customization)) {
      origins.put(new Origin(Field.TEMPLATE, vm.value()), vm.range());
      if (customization != null) {
        origins.put(new Origin(Field.CUSTOMIZATION, customization.value()), customization.range());
      }
    }
    Located<Separation> separation = blueprint.availability().separateHosts();
    if (separation != null) {
      origins.put(new Origin(Field.SEPARATE_HOSTS, ""), separation.range());
      origins.put(new Origin(Field.RULE, ruleName()), separation.range());
    }
    Blueprint.StartOrder startOrder = blueprint.availability().startOrder();
    if (startOrder != null) {
      origins.put(new Origin(Field.START_ORDER, ""), startOrder.range());
    }
    String name = blueprint.name().value();
    blueprint
        .availability()
        .rules()
        .forEach(rule ->
            origins.put(
                new Origin(Field.RULE, ClusterRule.nameOf(name, rule.name().value())),
                rule.name().range()));
    return origins;
  }

  private static @Nullable String valueOf(@Nullable Located<String> located) {
    return located == null ? null : located.value();
  }
}
