package dev.slipway.ovf;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Suggestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reads a descriptor (OVF 1.x) with exactly one virtual system. */
final class DescriptorReader {
  private static final String OVF_1 = "http://schemas.dmtf.org/ovf/envelope/1";
  private static final String OVF_0_9 = "http://www.vmware.com/schema/ovf/1/envelope";

  private final Diagnostics diagnostics;
  private final XmlElement envelope;
  private final XmlElement system;
  private final LocalisedText texts;

  private DescriptorReader(XmlElement envelope, Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.envelope = envelope;
    this.system = onlySystem(envelope);
    this.texts = new LocalisedText(envelope);
  }

  /**
   * Reads a descriptor; its smaller problems are collected.
   *
   * @param files what its references are held against
   * @throws DiagnosedException when nothing can be made of it
   */
  static OvfDescriptor read(SourceText source, PackageFiles files, Diagnostics diagnostics)
      throws IOException {
    XmlElement envelope = XmlParser.parse(source);
    requireVersion(envelope);
    List<OvfDescriptor.File> references = new ReferencesReader(files, diagnostics).read(envelope);
    return new DescriptorReader(envelope, diagnostics).read(references);
  }

  /** An attribute without which the element says nothing; its absence is reported. */
  static Optional<String> required(XmlElement element, String attribute, Diagnostics diagnostics) {
    Optional<String> value = element.attribute(attribute).filter(text -> !text.isBlank());
    if (value.isEmpty()) {
      diagnostics.add(malformed(element, "It has no ovf:" + attribute + "."));
    }
    return value;
  }

  static Diagnostic malformed(XmlElement element, String reason) {
    return Diagnostic.error(
            "ovf/malformed-descriptor",
            "Element " + element.name().getLocalPart() + " of the descriptor is malformed")
        .because(reason)
        .at(element.range());
  }

  private OvfDescriptor read(List<OvfDescriptor.File> references) {
    List<OvfProperty> properties =
        List.copyOf(new ProductReader(texts, diagnostics).read(Stream.of(envelope, system)));
    return new OvfDescriptor(
        systemName(),
        references,
        disks(references, properties),
        networks(),
        deploymentOptions(),
        properties,
        eulas());
  }

  private static void requireVersion(XmlElement envelope) {
    String namespace = envelope.name().getNamespaceURI();
    boolean isEnvelope = envelope.name().getLocalPart().equals("Envelope");
    if (isEnvelope && namespace.equals(OVF_1)) {
      return;
    }
    String reason =
        isEnvelope && namespace.equals(OVF_0_9)
            ? "It is written in OVF 0.9, the draft before the standard; only OVF 1.x is read."
            : "Its root element is "
                + envelope.name()
                + ", in OVF 1.x it is {"
                + OVF_1
                + "}Envelope.";
    throw new DiagnosedException(
        Diagnostic.error("ovf/unsupported", "descriptor is not OVF 1.x")
            .because(reason)
            .advise("Convert the package with ovftool, which writes OVF 1.x.")
            .at(envelope.range()));
  }

  private static XmlElement onlySystem(XmlElement envelope) {
    Optional<XmlElement> collection = envelope.child("VirtualSystemCollection");
    List<XmlElement> systems = envelope.children("VirtualSystem").toList();
    if (collection.isEmpty() && systems.size() == 1) {
      return systems.getFirst();
    }
    if (collection.isEmpty() && systems.isEmpty()) {
      throw new DiagnosedException(
          Diagnostic.error("ovf/no-system", "descriptor has no virtual system")
              .because("There is no VirtualSystem element in its envelope.")
              .at(envelope.range()));
    }
    List<String> names = new ArrayList<>();
    systems.forEach(each -> names.add(nameOf(each)));
    collection.ifPresent(each -> addSystems(each, names));
    throw new DiagnosedException(
        Diagnostic.error("ovf/unsupported", "package is a collection of virtual systems")
            .because(
                "Slipway makes one VM from a package, but this one describes %d: %s."
                    .formatted(names.size(), String.join(", ", names)))
            .advise("Export the appliance that is wanted as a package of its own.")
            .at(collection.orElseGet(systems::getLast).range()));
  }

  private static void addSystems(XmlElement collection, List<String> names) {
    collection.children("VirtualSystem").forEach(each -> names.add(nameOf(each)));
    collection.children("VirtualSystemCollection").forEach(each -> addSystems(each, names));
  }

  private static String nameOf(XmlElement system) {
    return system
        .child("Name")
        .map(XmlElement::text)
        .filter(name -> !name.isEmpty())
        .or(() -> system.attribute("id"))
        .orElse("(unnamed)");
  }

  private String systemName() {
    String name = texts.ofChild(system, "Name");
    return name.isEmpty() ? required(system, "id", diagnostics).orElse("") : name;
  }

  private List<OvfDescriptor.Disk> disks(
      List<OvfDescriptor.File> references, List<OvfProperty> properties) {
    List<String> fileIds = references.stream().map(OvfDescriptor.File::id).toList();
    return elements("DiskSection", "Disk")
        .flatMap(disk -> disk(disk, fileIds, properties).stream())
        .toList();
  }

  private Optional<OvfDescriptor.Disk> disk(
      XmlElement element, List<String> fileIds, List<OvfProperty> properties) {
    Optional<String> id = required(element, "diskId", diagnostics);
    Optional<String> capacity = required(element, "capacity", diagnostics);
    if (id.isEmpty() || capacity.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> file = element.attribute("fileRef").filter(reference -> !reference.isEmpty());
    file.filter(reference -> !fileIds.contains(reference))
        .ifPresent(unknown ->
            diagnostics.add(
                malformed(element, "No File has the id \"" + unknown + "\" that it refers to.")
                    .advise(Suggestion.among(unknown, fileIds))));
    String units = element.attribute("capacityAllocationUnits").orElse("byte");
    OptionalLong bytes = AllocationUnits.bytes(number(capacity.get(), properties), units);
    if (bytes.isEmpty()) {
      diagnostics.add(
          malformed(
              element,
              "Its capacity is \"%s\" of \"%s\", which is no size."
                  .formatted(capacity.get(), units)));
      return Optional.empty();
    }
    return Optional.of(new OvfDescriptor.Disk(id.get(), bytes.getAsLong(), file.orElse(null)));
  }

  /** A capacity may be a property's: {@code ${key}} (DSP0243). Its default stands for it. */
  private static String number(String capacity, List<OvfProperty> properties) {
    return properties.stream()
        .filter(property -> capacity.equals("${" + property.key() + "}"))
        .findFirst()
        .flatMap(property -> Optional.ofNullable(property.defaultValue()))
        .orElse(capacity);
  }

  private List<OvfDescriptor.Network> networks() {
    return elements("NetworkSection", "Network")
        .flatMap(network ->
            required(network, "name", diagnostics)
                .map(name -> new OvfDescriptor.Network(name, texts.ofChild(network, "Description")))
                .stream())
        .toList();
  }

  /** Without a mark, the first option is the default (DSP0243). */
  private List<OvfDescriptor.DeploymentOption> deploymentOptions() {
    List<XmlElement> options = elements("DeploymentOptionSection", "Configuration").toList();
    Optional<XmlElement> standard =
        options.stream()
            .filter(option -> ProductReader.isTrue(option, "default"))
            .findFirst()
            .or(() -> options.stream().findFirst());
    return options.stream()
        .flatMap(option ->
            required(option, "id", diagnostics)
                .map(id ->
                    new OvfDescriptor.DeploymentOption(
                        id,
                        texts.ofChild(option, "Label"),
                        standard.filter(each -> each == option).isPresent()))
                .stream())
        .toList();
  }

  private List<String> eulas() {
    return Stream.of(envelope, system)
        .flatMap(parent -> parent.children("EulaSection"))
        .map(section -> texts.ofChild(section, "License"))
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private Stream<XmlElement> elements(String section, String element) {
    return envelope.children(section).flatMap(each -> each.children(element));
  }
}
