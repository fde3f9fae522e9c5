package dev.slipway.ovf;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;

/**
 * The texts for people in a descriptor: written in place, or named by {@code ovf:msgid} and written
 * in a bundle of strings.
 */
final class LocalisedText {
  private static final String DEFAULT_LANGUAGE = "en-US";

  private final Map<String, String> messages = new HashMap<>();

  /** Collects the strings, those in the envelope's own language before all others. */
  LocalisedText(XmlElement envelope, List<XmlElement> bundles) {
    String language = language(envelope).orElse(DEFAULT_LANGUAGE);
    bundles.stream()
        .sorted(Comparator.comparing(strings -> !language(strings).orElse("").equals(language)))
        .flatMap(strings -> strings.children("Msg"))
        .forEach(message ->
            message.attribute("msgid").ifPresent(id -> messages.putIfAbsent(id, message.text())));
  }

  /** The text of an element; empty when there is none. */
  String of(XmlElement element) {
    return element.text().isEmpty()
        ? element.attribute("msgid").map(id -> messages.getOrDefault(id, "")).orElse("")
        : element.text();
  }

  /** The text of a child; empty when there is none. */
  String ofChild(XmlElement parent, String name) {
    return parent.child(name).map(this::of).orElse("");
  }

  private static Optional<String> language(XmlElement element) {
    return element.attribute(XMLConstants.XML_NS_URI, "lang");
  }
}
