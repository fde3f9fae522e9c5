package dev.slipway.view;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.slipway.model.Interpolation;
import dev.slipway.model.PackageDownload;
import dev.slipway.ovf.Inspection;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfDescriptor.DeploymentOption;
import dev.slipway.ovf.OvfProperty;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a blueprint to begin with: every property that can be set, with what is known of it. Those
 * that have a default are commented out, since what is not given is left to the appliance
 * definition and the package.
 */
public final class StarterBlueprint {
  private static final String ADDRESS = "192.0.2.11";

  /** What YAML does not allow as it is, or takes for a line break. */
  private static final Pattern UNPRINTABLE =
      Pattern.compile(
          "[\\x{7F}-\\x{9F}\\x{2028}\\x{2029}\\x{D800}-\\x{DFFF}\\x{FEFF}\\x{FFFE}\\x{FFFF}]");

  private final StringBuilder text = new StringBuilder();
  private final Inspection inspection;
  private final OvfDescriptor descriptor;
  private final @Nullable PackageDownload download;

  private StarterBlueprint(Inspection inspection, @Nullable PackageDownload download) {
    this.inspection = inspection;
    this.descriptor = inspection.descriptor();
    this.download = download;
  }

  /**
   * The file's text, which is a sound blueprint but for what is marked {@code TODO}.
   *
   * @param download where the package was fetched from; null when it is a file of the user's
   */
  public static String render(Inspection inspection, @Nullable PackageDownload download) {
    return new StarterBlueprint(inspection, download).render();
  }

  private String render() {
    String name = name();
    comment("", "Starter blueprint for " + title());
    comment("", "Look for TODO, then run: slipway validate BLUEPRINT -i INVENTORY");
    line("apiVersion: slipway/v1");
    line("kind: ApplianceCluster");
    line("metadata:");
    line("  name: " + name);
    line("spec:");
    line(
        "  appliance: "
            + name
            + "   # TODO: name of the appliance definition, a folder in templates/");
    if (download == null) {
      line("  package: " + literal(inspection.file().toString()));
    } else {
      line("  package: " + literal(download.url()));
      line("  packageDigest: sha256:" + download.sha256());
    }
    eulas();
    options();
    line("  # diskProvisioning: thin");
    properties();
    line("  nodes:");
    line("    # TODO: names, roles and addresses");
    line("    - {name: %s-1, role: primary, ip: %s}".formatted(name, ADDRESS));
    networks();
    return text.toString();
  }

  private void eulas() {
    int count = descriptor.eulas().size();
    if (count > 0) {
      line(
          "  acceptEula: false   # TODO: true, after reading the licence agreements: %d"
              .formatted(count));
    }
  }

  private void options() {
    List<DeploymentOption> options = descriptor.deploymentOptions();
    for (DeploymentOption option : options) {
      comment(
          "  ",
          "deploymentOption %s: %s%s"
              .formatted(option.id(), option.label(), option.isDefault() ? " (default)" : ""));
    }
    options.stream()
        .filter(DeploymentOption::isDefault)
        .findFirst()
        .ifPresent(option -> line("  deploymentOption: " + literal(option.id())));
  }

  private void properties() {
    List<OvfProperty> properties =
        descriptor.properties().stream().filter(OvfProperty::userConfigurable).toList();
    if (properties.isEmpty()) {
      return;
    }
    comment(
        "  ", "OVF properties for all nodes; a node may have its own. The appliance definition");
    comment("  ", "sets some of them too: remove those here.");
    line("  properties:");
    for (OvfProperty property : properties) {
      comment("    ", property.label().isEmpty() ? property.description() : property.label());
      comment("    ", PropertyWords.type(property));
      String entry = quoted(property.key()) + ": " + value(property);
      line("    " + (property.needsValue() ? entry + "   # TODO: needs a value" : "# " + entry));
    }
  }

  private static String value(OvfProperty property) {
    if (property.password()) {
      return quoted("${secret:" + secretName(property.key()) + "}");
    }
    String standard = property.defaultValue() == null ? "" : property.defaultValue();
    return literal(standard);
  }

  private static String secretName(String key) {
    return key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  private void networks() {
    if (!descriptor.networks().isEmpty()) {
      comment(
          "",
          "For the inventory file, placement.networks; left the package's network, right vSphere's:");
      comment(
          "",
          descriptor.networks().stream()
              .map(network -> quoted(network.name()) + ": TODO")
              .collect(Collectors.joining(", ", "networks: {", "}")));
    }
  }

  private String title() {
    OvfDescriptor.Product product = descriptor.product();
    return product == null || product.name().isEmpty()
        ? descriptor.systemName()
        : product.name() + " " + product.version();
  }

  /** The package's file name, as far as names of blueprints and VMs may look so. */
  private String name() {
    String file =
        download == null ? String.valueOf(inspection.file().getFileName()) : download.name();
    String plain =
        file.toLowerCase(Locale.ROOT)
            .replaceFirst("\\.ov[af]$", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return plain.isEmpty() || !Character.isLetter(plain.charAt(0)) ? "appliance" : plain;
  }

  /** A scalar in which nothing is a reference. */
  private static String literal(String value) {
    return quoted(Interpolation.literal(value).source());
  }

  /** JSON's strings are YAML's double-quoted ones, but YAML wants more characters escaped. */
  private static String quoted(String value) {
    return UNPRINTABLE
        .matcher(TextNode.valueOf(value).toString())
        .replaceAll(match -> "\\\\u%04x".formatted((int) match.group().charAt(0)));
  }

  private void comment(String indent, String comment) {
    String plain = PropertyWords.oneLine(comment);
    if (!plain.isEmpty()) {
      line(indent + "# " + plain);
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
