package dev.slipway.ovf;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Suggestion;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reads a descriptor, OVF 1.x or 2.0, whatever can be deployed of it. */
final class DescriptorReader {
  private static final Map<String, OvfDescriptor.Version> VERSIONS =
      Map.of(
          "http://schemas.dmtf.org/ovf/envelope/1", OvfDescriptor.Version.OVF_1,
          "http://schemas.dmtf.org/ovf/envelope/2", OvfDescriptor.Version.OVF_2);
  private static final String OVF_0_9 = "http://www.vmware.com/schema/ovf/1/envelope";

  private final Diagnostics diagnostics;
  private final XmlElement envelope;
  private final VirtualSystems systems;
  private final LocalisedText texts;

  private DescriptorReader(XmlElement envelope, LocalisedText texts, Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.envelope = envelope;
    this.systems = new VirtualSystems(envelope);
    this.texts = texts;
  }

  /**
   * Reads a descriptor.
   *
   * @param files what its references are held against
   * @param diagnostics gets what is wrong with it
   * @param refusals gets why it cannot be deployed though nothing is wrong with it
   * @throws DiagnosedException when nothing can be made of it
   */
  static OvfDescriptor read(
      SourceText source, PackageFiles files, Diagnostics diagnostics, Diagnostics refusals)
      throws IOException {
    XmlElement envelope = XmlParser.parse(source);
    OvfDescriptor.Version version = version(envelope, refusals);
    List<OvfDescriptor.File> references =
        new ReferencesReader(files, diagnostics, refusals).read(envelope);
    List<XmlElement> bundles = new StringBundles(files, references, diagnostics).read(envelope);
    return new DescriptorReader(envelope, new LocalisedText(envelope, bundles), diagnostics)
        .read(version, references, refusals);
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
            "element " + element.name().getLocalPart() + " of the descriptor is malformed")
        .because(reason)
        .at(element.range());
  }

  private OvfDescriptor read(
      OvfDescriptor.Version version, List<OvfDescriptor.File> references, Diagnostics refusals) {
    List<String> names = systems.all().stream().map(this::name).toList();
    systems.check(names, diagnostics, refusals);
    List<OvfProperty> properties = properties();
    List<OvfDescriptor.DeploymentOption> options = deploymentOptions();
    return new OvfDescriptor(
        version,
        new ProductReader(texts, diagnostics).product(systems.scopes()).orElse(null),
        systems.all().stream().map(system -> system(system, options)).toList(),
        references,
        disks(references, properties),
        networks(),
        options,
        properties,
        eulas());
  }

  private static OvfDescriptor.Version version(XmlElement envelope, Diagnostics refusals) {
    String namespace = envelope.name().getNamespaceURI();
    OvfDescriptor.Version version = VERSIONS.get(namespace);
    if (!envelope.name().getLocalPart().equals("Envelope") || version == null) {
      String reason =
          namespace.equals(OVF_0_9)
              ? "It is written in OVF 0.9, the draft before the standard; OVF 1.x and 2.0 are read."
              : "Its root element is "
                  + envelope.name()
                  + ", in OVF 1.x it is {http://schemas.dmtf.org/ovf/envelope/1}Envelope.";
      throw new DiagnosedException(
          Diagnostic.error("ovf/unsupported", "descriptor is not OVF 1.x")
              .because(reason)
              .advise("Convert the package with ovftool, which writes OVF 1.x.")
              .at(envelope.range()));
    }
    switch (version) {
      case OVF_1 -> {}
      case OVF_2 ->
          refusals.add(
              Diagnostic.error("ovf/unsupported", "package is written in OVF 2.0")
                  .because("vSphere deploys OVF 1.x only.")
                  .advise("Ask its maker for an OVF 1.1 export.")
                  .at(envelope.range()));
    }
    return version;
  }

  private OvfDescriptor.VirtualSystem system(
      XmlElement system, List<OvfDescriptor.DeploymentOption> options) {
    HardwareReader hardware = new HardwareReader(system);
    Stream<String> choices =
        options.isEmpty()
            ? Stream.of("")
            : options.stream().map(OvfDescriptor.DeploymentOption::id);
    return new OvfDescriptor.VirtualSystem(name(system), choices.map(hardware::read).toList());
  }

  /** Systems of a vApp may share their keys, so a key is a double only within one of them. */
  private List<OvfProperty> properties() {
    Map<String, OvfProperty> byKey = new LinkedHashMap<>();
    for (XmlElement system : systems.all()) {
      new ProductReader(texts, diagnostics)
          .read(systems.scopes(system))
          .forEach(property -> byKey.putIfAbsent(property.key(), property));
    }
    return List.copyOf(byKey.values());
  }

  private String name(XmlElement system) {
    String name = texts.ofChild(system, "Name");
    return name.isEmpty() ? required(system, "id", diagnostics).orElse("(unnamed)") : name;
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
    return systems
        .scopes()
        .flatMap(parent -> parent.children("EulaSection"))
        .map(section -> texts.ofChild(section, "License"))
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private Stream<XmlElement> elements(String section, String element) {
    return envelope.children(section).flatMap(each -> each.children(element));
  }
}
