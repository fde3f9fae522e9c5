package dev.slipway.blueprint;

import dev.slipway.blueprint.Blueprint.Origin;
import dev.slipway.blueprint.Blueprint.Template;
import dev.slipway.diag.Located;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads where the VMs come from: a package, or a template of vCenter. */
final class OriginReading {
  private static final String TEMPLATE = "template";

  /** What only packages have. */
  private static final List<String> OF_PACKAGES =
      List.of(
          "packageDigest",
          "deploymentOption",
          "diskProvisioning",
          "acceptEula",
          "properties",
          "hiddenProperties");

  private final PackageReading packages;
  private final Style style;

  OriginReading(Path file, Surroundings surroundings, Style style) {
    this.packages = new PackageReading(file, surroundings, style);
    this.style = style;
  }

  /** Null when something is wrong, which is reported. */
  @Nullable Origin read(MappingReader spec) {
    if (spec.node(TEMPLATE) == null) {
      return packages.read(spec);
    }
    MappingReader reader = spec.requireMapping(TEMPLATE);
    if (spec.node("package") != null) {
      style.report(
          "package-and-template",
          "the blueprint names a package and a template",
          "Its VMs come from one of them.",
          "Leave the other out.",
          spec.keyRange(TEMPLATE));
    }
    OF_PACKAGES.stream().filter(key -> spec.node(key) != null).forEach(key -> refuse(spec, key));
    spec.mappings("nodes").stream()
        .filter(node -> node.has("properties"))
        .forEach(node -> refuse(node, "properties"));
    if (reader == null) {
      return null;
    }
    Located<String> vm = reader.requireString("vm");
    if (vm != null && !vm.value().matches("[^/]+(/[^/]+)*")) {
      style.report(
          "illegal-template",
          "\"vm\" must be names with a slash between",
          "It is taken below the VM folder of the datacenter.",
          "Leave out slashes at its start and end, such as Templates/app.",
          vm.range());
    }
    Located<String> customization = reader.string("customization");
    reader.rejectUnknownKeys();
    return vm == null ? null : new Template(vm, customization);
  }

  private void refuse(MappingReader reader, String key) {
    style.report(
        "not-of-templates",
        key + " is of packages only",
        "The VMs are clones of a template, which has them as they are.",
        "Leave " + key + " out.",
        reader.keyRange(key));
  }
}
