package dev.slipway.view;

import dev.slipway.diag.Diagnostic;
import dev.slipway.ovf.Inspection;
import dev.slipway.ovf.Inspection.InspectedFile;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfDescriptor.Hardware;
import dev.slipway.ovf.OvfDescriptor.Product;
import dev.slipway.ovf.OvfDescriptor.VirtualSystem;
import dev.slipway.ovf.OvfProperty;
import dev.slipway.view.Style.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Shows people what a package is and what it wants, in no more than 100 columns. */
public final class InspectText {
  private final Style style;
  private final StringBuilder text = new StringBuilder();

  public InspectText(Style style) {
    this.style = style;
  }

  /** All of it, ending with a line break. */
  public String render(Inspection inspection) {
    text.setLength(0);
    OvfDescriptor descriptor = inspection.descriptor();
    header(inspection, descriptor);
    table("Files", files(inspection));
    table("Disks", disks(descriptor));
    table("Networks", networks(descriptor));
    table("Deployment options", options(descriptor));
    table("Hardware", hardware(descriptor));
    table("Licence agreements", eulas(descriptor));
    properties(descriptor);
    refusals(inspection.refusals());
    return text.toString();
  }

  private void header(Inspection inspection, OvfDescriptor descriptor) {
    Product product = descriptor.product();
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("package", "%s, %s".formatted(inspection.file(), descriptor.version().title())));
    if (product != null) {
      rows.add(List.of("product", product.name()));
      rows.add(List.of("version", product.version()));
      rows.add(List.of("vendor", product.vendor()));
      rows.removeIf(row -> row.getLast().isEmpty());
    }
    rows.add(
        List.of(
            "manifest", inspection.hasManifest() ? "yes" : "none, so no change can be noticed"));
    rows.add(
        List.of(
            "certificate",
            inspection.certificate() == null
                ? "none"
                : inspection.certificate() + ", its signature is not checked"));
    text.append(narrow(rows));
  }

  private static List<List<String>> files(Inspection inspection) {
    return withHeader(
        List.of("NAME", "SIZE", "DECLARED", "DIGEST", "FORM"),
        inspection.files().stream().map(InspectText::file));
  }

  private static List<String> file(InspectedFile file) {
    OvfDescriptor.File declared = file.declared();
    List<String> form = new ArrayList<>();
    if (declared.chunkSize() != null) {
      form.add("chunks of " + Sizes.of(declared.chunkSize()));
    }
    if (!declared.compression().isEmpty()) {
      form.add(declared.compression());
    }
    return List.of(
        declared.href(),
        file.size() == null ? "" : Sizes.of(file.size()),
        declared.declaredSize() == null ? "" : Sizes.of(declared.declaredSize()),
        file.digest().word(),
        String.join(", ", form));
  }

  private static List<List<String>> disks(OvfDescriptor descriptor) {
    return withHeader(
        List.of("ID", "CAPACITY", "FILE"),
        descriptor.disks().stream()
            .map(disk ->
                List.of(
                    disk.id(),
                    Sizes.of(disk.capacityBytes()),
                    disk.fileRef() == null ? "(empty)" : disk.fileRef())));
  }

  private static List<List<String>> networks(OvfDescriptor descriptor) {
    return withHeader(
        List.of("NAME", "DESCRIPTION"),
        descriptor.networks().stream()
            .map(network -> List.of(network.name(), network.description())));
  }

  private static List<List<String>> options(OvfDescriptor descriptor) {
    return withHeader(
        List.of("ID", "LABEL", ""),
        descriptor.deploymentOptions().stream()
            .map(option ->
                List.of(option.id(), option.label(), option.isDefault() ? "(default)" : "")));
  }

  private static List<List<String>> hardware(OvfDescriptor descriptor) {
    return withHeader(
        List.of("SYSTEM", "OPTION", "CPUS", "MEMORY", "NETWORK ADAPTERS"),
        descriptor.systems().stream()
            .flatMap(system -> system.hardware().stream().map(each -> hardware(system, each))));
  }

  private static List<String> hardware(VirtualSystem system, Hardware hardware) {
    return List.of(
        system.name(),
        hardware.deploymentOption(),
        hardware.processors() == 0 ? "" : String.valueOf(hardware.processors()),
        hardware.memoryBytes() == 0 ? "" : Sizes.of(hardware.memoryBytes()),
        String.valueOf(hardware.networkAdapters()));
  }

  private static List<List<String>> eulas(OvfDescriptor descriptor) {
    List<List<String>> rows = new ArrayList<>();
    for (String eula : descriptor.eulas()) {
      String first = eula.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
      rows.add(List.of(rows.size() + 1 + ".", first));
    }
    return rows;
  }

  private void properties(OvfDescriptor descriptor) {
    List<OvfProperty> properties = descriptor.properties();
    table(
        "Properties",
        withHeader(
            List.of("", "KEY", "TYPE", "DEFAULT", "LABEL"),
            properties.stream().map(InspectText::property)));
    if (properties.stream().anyMatch(OvfProperty::needsValue)) {
      text.append("  * needs a value\n");
    }
    if (properties.stream().anyMatch(property -> !property.userConfigurable())) {
      text.append("  - cannot be set\n");
    }
  }

  private static List<String> property(OvfProperty property) {
    String mark = property.needsValue() ? "*" : property.userConfigurable() ? "" : "-";
    return List.of(
        mark,
        property.key(),
        PropertyWords.type(property),
        PropertyWords.standard(property),
        property.label());
  }

  private void refusals(List<Diagnostic> refusals) {
    for (Diagnostic refusal : refusals) {
      text.append('\n')
          .append(style.paint(Colour.YELLOW, "Cannot be deployed: "))
          .append(PropertyWords.oneLine(refusal.summary()))
          .append(".\n  ")
          .append(PropertyWords.oneLine(refusal.detail()))
          .append("\n  ")
          .append(refusal.advice())
          .append('\n');
    }
  }

  private void table(String title, List<List<String>> rows) {
    if (!rows.isEmpty()) {
      text.append('\n').append(style.paint(Colour.BOLD, title)).append('\n');
      text.append(narrow(rows));
    }
  }

  private static String narrow(List<List<String>> rows) {
    return Table.renderNarrow(
        rows.stream().map(row -> row.stream().map(PropertyWords::oneLine).toList()).toList());
  }

  /** No rows at all when there is nothing below the header. */
  private static List<List<String>> withHeader(List<String> header, Stream<List<String>> rows) {
    List<List<String>> body = rows.toList();
    return body.isEmpty() ? body : Stream.concat(Stream.of(header), body.stream()).toList();
  }
}
