package dev.slipway.blueprint;

import dev.slipway.blueprint.Blueprint.Availability;
import dev.slipway.blueprint.Blueprint.Node;
import dev.slipway.blueprint.Blueprint.VmOverrides;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.model.Value;
import dev.slipway.model.VmSettings;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads blueprints and checks what can be checked without the inventory file. */
public final class BlueprintLoader {
  /** The kind of a blueprint of one cluster. */
  public static final String CLUSTER = "ApplianceCluster";

  private static final String KIND = "blueprint";

  /** The values of {@code OvfCreateImportSpecParamsDiskProvisioningType} in the vSphere API. */
  private static final List<String> DISK_PROVISIONING =
      List.of(
          "thin",
          "thick",
          "eagerZeroedThick",
          "flat",
          "sparse",
          "seSparse",
          "monolithicFlat",
          "monolithicSparse",
          "twoGbMaxExtentFlat",
          "twoGbMaxExtentSparse");

  private final Surroundings surroundings;

  public BlueprintLoader(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * Reads one blueprint.
   *
   * @param diagnostics gets all problems of the file; with an error among them nothing is returned
   */
  public Optional<Blueprint> load(Path file, Diagnostics diagnostics) {
    return load(file, CLUSTER, Reading::blueprint, diagnostics);
  }

  /**
   * Reads one blueprint of a system of appliances.
   *
   * @param diagnostics gets all problems of the file; with an error among them nothing is returned
   */
  public Optional<SystemBlueprint> load(Path file, SystemKind kind, Diagnostics diagnostics) {
    return load(file, kind.name(), (reading, header) -> reading.system(header, kind), diagnostics);
  }

  private <T> Optional<T> load(
      Path file, String kind, BiFunction<Reading, FileHeader, @Nullable T> read, Diagnostics all) {
    Diagnostics found = new Diagnostics();
    Expansion expansion = Expansion.of(file, surroundings, KIND, found);
    FileHeader header = FileHeader.read(file, kind, expansion.style(), found);
    T blueprint = header == null ? null : read.apply(new Reading(file, expansion), header);
    all.addAll(found.all());
    return found.hasErrors() ? Optional.empty() : Optional.ofNullable(blueprint);
  }

  /**
   * Reports a file whose kind is none of those that there are.
   *
   * @param defined those that system definitions define
   */
  public void reportKind(Path file, Set<String> defined, Diagnostics diagnostics) {
    Set<String> kinds = new TreeSet<>(defined);
    kinds.add(CLUSTER);
    Expansion expansion = Expansion.of(file, surroundings, KIND, diagnostics);
    var unused = FileHeader.read(file, kinds, expansion.style(), diagnostics);
  }

  /** The reading of one file. */
  private final class Reading {
    private final Path file;
    private final Expansion expansion;
    private final Style style;
    private final AvailabilityReading availability;

    Reading(Path file, Expansion expansion) {
      this.file = file;
      this.expansion = expansion;
      this.style = expansion.style();
      this.availability = new AvailabilityReading(style);
    }

    @Nullable Blueprint blueprint(FileHeader header) {
      Checks.vsphereName(header.name(), style);
      return cluster(header.name(), site(header.spec()), header.spec(), null);
    }

    @Nullable SystemBlueprint system(FileHeader header, SystemKind kind) {
      Checks.vsphereName(header.name(), style);
      MappingReader spec = header.spec();
      Located<String> site = site(spec);
      Map<String, Located<String>> written = new LinkedHashMap<>();
      for (String parameter : kind.parameters()) {
        Located<String> value = spec.rawString(parameter);
        if (value != null) {
          written.put(parameter, value);
        }
      }
      Map<String, SystemBlueprint.Group> groups = new LinkedHashMap<>();
      MappingReader block = spec.requireMapping("groups");
      if (block != null) {
        kind.groups()
            .forEach((name, group) -> {
              MappingReader reader = block.mapping(name);
              SystemBlueprint.Group read =
                  reader == null ? null : group(header.name(), site, reader, group);
              if (read != null) {
                groups.put(name, read);
              }
            });
        block.rejectUnknownKeys();
      }
      Availability whole = availability.ofSystem(spec.mapping("availability"));
      spec.rejectUnknownKeys();
      return header.name() == null
          ? null
          : new SystemBlueprint(
              file,
              header.name(),
              values(written),
              groups,
              whole,
              spec.keyRange("groups"),
              spec.place());
    }

    private SystemBlueprint.@Nullable Group group(
        @Nullable Located<String> name,
        @Nullable Located<String> site,
        MappingReader reader,
        SystemKind.Group group) {
      Located<Integer> count = reader.integer("count", 1, SystemBlueprint.MOST_NODES);
      Located<String> names = reader.string("names");
      List<Located<String>> addresses =
          new AddressesReading(style).read(reader.strings("addresses"));
      boolean listed = reader.has("nodes");
      for (String key : List.of("count", "names", "addresses")) {
        if (listed && reader.has(key)) {
          style.report(
              "said-twice",
              "\"" + key + "\" and \"nodes\" are both given",
              "The nodes are listed, so they are not made from a pattern.",
              "Leave out one of them.",
              reader.keyRange(key));
        }
      }
      if (!listed) {
        for (String key : List.of("names", "addresses")) {
          if (!reader.has(key)) {
            style.report(
                "missing-key",
                "\"" + key + "\" is missing",
                "The nodes of a group are made from a pattern of names and from addresses.",
                "Or list them in \"nodes\".",
                reader.place());
          }
        }
      }
      checkPattern(names);
      Blueprint cluster = cluster(name, site, reader, group);
      return cluster == null
          ? null
          : new SystemBlueprint.Group(cluster, count, names, addresses, reader.place());
    }

    private void checkPattern(@Nullable Located<String> names) {
      Checks.vsphereName(names, style);
      if (names != null && !names.value().matches("[^{}]*\\{n{1,3}}[^{}]*")) {
        style.report(
            "bad-names",
            "\"" + names.value() + "\" is no pattern of names",
            "The number of each node goes where {n} stands; {nn} has two digits at least.",
            "Such as lon-cs-{n}.",
            names.range());
      }
    }

    private static @Nullable Located<String> site(MappingReader spec) {
      return spec.has("site") ? spec.requireString("site") : spec.string("site");
    }

    /**
     * Reads what makes a cluster.
     *
     * @param group null for a blueprint of its own, which names its appliance and its roles itself
     */
    private @Nullable Blueprint cluster(
        @Nullable Located<String> blueprintName,
        @Nullable Located<String> site,
        MappingReader spec,
        SystemKind.@Nullable Group group) {
      Located<String> appliance =
          group == null
              ? spec.requireString("appliance")
              : new Located<>(group.appliance(), spec.place());
      Blueprint.Origin origin = new OriginReading(file, surroundings, style).read(spec);
      Located<String> option = spec.string("deploymentOption");
      Located<String> disks =
          spec.choice(
              "diskProvisioning",
              DISK_PROVISIONING.stream()
                  .collect(Collectors.toMap(Function.identity(), word -> word)));
      Located<Boolean> acceptEula = spec.bool("acceptEula");
      Map<String, Located<Value>> settings = values(spec.rawStringMap("settings"));
      Map<String, Located<Value>> properties = values(spec.rawStringMap("properties"));
      List<Located<String>> hiddenProperties = spec.strings("hiddenProperties");
      VmSettings vmSettings = new VmSettingsReading(expansion).read(spec);
      List<Node> nodes = nodes(spec, group);
      Availability block =
          group == null
              ? availability.read(
                  spec.mapping("availability"),
                  blueprintName == null ? "" : blueprintName.value(),
                  nodes)
              : availability.ofGroup(spec);
      spec.rejectUnknownKeys();
      if (blueprintName == null || appliance == null || origin == null) {
        return null;
      }
      return new Blueprint(
          file,
          blueprintName,
          site,
          appliance,
          origin,
          option,
          disks,
          acceptEula,
          settings,
          properties,
          hiddenProperties,
          vmSettings,
          nodes,
          block,
          spec.place(),
          group == null ? "" : group.name());
    }

    private Map<String, Located<Value>> values(Map<String, Located<String>> written) {
      Map<String, Located<Value>> values = new LinkedHashMap<>();
      written.forEach((key, scalar) -> {
        Located<Value> value = expansion.value(scalar);
        if (value != null) {
          values.put(key, value);
        }
      });
      return values;
    }

    private List<Node> nodes(MappingReader spec, SystemKind.@Nullable Group group) {
      List<Node> nodes = new ArrayList<>();
      Map<String, Located<String>> names = new HashMap<>();
      Map<Ipv4, Located<String>> addresses = new HashMap<>();
      for (MappingReader reader : spec.mappings("nodes")) {
        Located<String> name = reader.requireString("name");
        Checks.vsphereName(name, style);
        Located<String> role =
            group == null
                ? reader.requireString("role")
                : new Located<>(group.role(), reader.range());
        Located<String> ip = reader.requireString("ip");
        Map<String, Located<Value>> properties = values(reader.rawStringMap("properties"));
        VmOverrides overrides = availability.overrides(reader);
        VmSettings vmSettings = new VmSettingsReading(expansion).read(reader);
        reader.rejectUnknownKeys();
        if (name != null) {
          reportSecond(names.putIfAbsent(name.value(), name), name, "name");
        }
        Ipv4 address = Checks.hostAddress(ip, style);
        if (ip != null && address != null) {
          reportSecond(addresses.putIfAbsent(address, ip), ip, "address");
        }
        if (name != null && role != null && ip != null) {
          nodes.add(new Node(name, role, ip, properties, overrides, vmSettings, reader.range()));
        }
      }
      if (spec.lacksItems("nodes") && (group == null || spec.has("nodes"))) {
        style.report(
            "no-nodes",
            "the blueprint has no nodes",
            "A cluster needs at least its primary node.",
            "",
            spec.keyRange("nodes"));
      }
      return nodes;
    }

    private void reportSecond(
        @Nullable Located<String> first, Located<String> second, String what) {
      if (first != null) {
        style.report(
            "duplicate-" + what,
            "two nodes have the " + what + " " + second.value(),
            "The first stands on line " + first.range().line() + ".",
            "",
            second.range());
      }
    }
  }
}
