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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads blueprints and checks what can be checked without the inventory file. */
public final class BlueprintLoader {
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
    Diagnostics found = new Diagnostics();
    Expansion expansion = Expansion.of(file, surroundings, KIND, found);
    FileHeader header = FileHeader.read(file, "ApplianceCluster", expansion.style(), found);
    Blueprint blueprint = header == null ? null : new Reading(file, expansion).blueprint(header);
    diagnostics.addAll(found.all());
    return found.hasErrors() ? Optional.empty() : Optional.ofNullable(blueprint);
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
      MappingReader spec = header.spec();
      Located<String> site = spec.has("site") ? spec.requireString("site") : spec.string("site");
      Located<String> appliance = spec.requireString("appliance");
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
      List<Node> nodes = nodes(spec);
      Availability block =
          availability.read(
              spec.mapping("availability"),
              header.name() == null ? "" : header.name().value(),
              nodes);
      spec.rejectUnknownKeys();
      if (header.name() == null || appliance == null || origin == null) {
        return null;
      }
      return new Blueprint(
          file,
          header.name(),
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
          spec.place());
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

    private List<Node> nodes(MappingReader spec) {
      List<Node> nodes = new ArrayList<>();
      Map<String, Located<String>> names = new HashMap<>();
      Map<Ipv4, Located<String>> addresses = new HashMap<>();
      for (MappingReader reader : spec.mappings("nodes")) {
        Located<String> name = reader.requireString("name");
        Checks.vsphereName(name, style);
        Located<String> role = reader.requireString("role");
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
      if (spec.lacksItems("nodes")) {
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
