package dev.slipway.ovf;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the properties of product sections. */
final class ProductReader {
  private static final String VMWARE = "http://www.vmware.com/schema/ovf";

  private final LocalisedText texts;
  private final Diagnostics diagnostics;
  private final Map<String, OvfProperty> properties = new LinkedHashMap<>();

  ProductReader(LocalisedText texts, Diagnostics diagnostics) {
    this.texts = texts;
    this.diagnostics = diagnostics;
  }

  /** Reads all product sections right below the given elements. */
  Collection<OvfProperty> read(Stream<XmlElement> parents) {
    parents
        .flatMap(parent -> parent.children("ProductSection"))
        .forEach(section -> section.children("Property").forEach(each -> read(section, each)));
    return properties.values();
  }

  /** What the first product section that names a product says it is. */
  Optional<OvfDescriptor.Product> product(Stream<XmlElement> parents) {
    return parents
        .flatMap(parent -> parent.children("ProductSection"))
        .map(section ->
            new OvfDescriptor.Product(
                texts.ofChild(section, "Product"),
                texts.ofChild(section, "Vendor"),
                Optional.of(texts.ofChild(section, "FullVersion"))
                    .filter(full -> !full.isEmpty())
                    .orElseGet(() -> texts.ofChild(section, "Version"))))
        .filter(product -> !(product.name() + product.vendor() + product.version()).isEmpty())
        .findFirst();
  }

  private void read(XmlElement section, XmlElement element) {
    Optional<String> id = DescriptorReader.required(element, "key", diagnostics);
    if (id.isEmpty()) {
      return;
    }
    OvfProperty property =
        new OvfProperty(
            key(section, element),
            element.attribute("type").orElse("string"),
            qualifiers(element),
            defaultValue(element).orElse(null),
            isTrue(element, "userConfigurable"),
            isTrue(element, "password"),
            texts.ofChild(element, "Label"),
            texts.ofChild(element, "Description"),
            section.attribute("class").orElse(""),
            section.attribute("instance").orElse(""));
    new PropertyDeclaration(property, element.range(), diagnostics).check();
    if (properties.putIfAbsent(property.key(), property) != null) {
      diagnostics.add(
          Diagnostic.warning(
                  "ovf/duplicate-property", "property \"" + property.key() + "\" is declared twice")
              .because("Only its first declaration is used.")
              .at(element.range()));
    }
  }

  /** The key of a property with class and instance of its section. */
  static String key(XmlElement section, XmlElement property) {
    return part(section, "class", "%s.")
        + property.attribute("key").orElse("")
        + part(section, "instance", ".%s");
  }

  private static String part(XmlElement section, String attribute, String form) {
    return section
        .attribute(attribute)
        .filter(value -> !value.isEmpty())
        .map(form::formatted)
        .orElse("");
  }

  private static List<String> qualifiers(XmlElement element) {
    List<String> qualifiers =
        new ArrayList<>(Qualifier.split(element.attribute("qualifiers").orElse("")));
    qualifiers.addAll(Qualifier.split(element.attribute(VMWARE, "qualifiers").orElse("")));
    return qualifiers;
  }

  /** The value that holds whichever deployment option is chosen. */
  private static Optional<String> defaultValue(XmlElement element) {
    return element
        .attribute("value")
        .or(() ->
            element
                .children("Value")
                .filter(value -> value.attribute("configuration").isEmpty())
                .findFirst()
                .flatMap(value -> value.attribute("value")));
  }

  static boolean isTrue(XmlElement element, String attribute) {
    return element
        .attribute(attribute)
        .filter(value -> value.equals("true") || value.equals("1"))
        .isPresent();
  }
}
