package dev.slipway.ovf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets users configure properties that a package hides from them, in a descriptor that was verified
 * before. vCenter takes no value for a property whose {@code ovf:userConfigurable} is false, which
 * it also is when it is absent (DSP0243, product section).
 */
public final class HiddenProperties {
  private static final Pattern USER_CONFIGURABLE =
      Pattern.compile("(userConfigurable\\s*=\\s*)(\"[^\"]*\"|'[^']*')");
  private static final Pattern KEY = Pattern.compile("\\s((?:[\\w.-]+:)?)key\\s*=");

  private HiddenProperties() {}

  /**
   * The same descriptor with these properties open; nothing else of it is changed.
   *
   * @param keys whole keys, with class and instance of their product section
   */
  public static String open(String descriptor, Set<String> keys) {
    if (keys.isEmpty()) {
      return descriptor;
    }
    List<XmlElement> hidden = new ArrayList<>();
    collect(XmlParser.parse(new SourceText("", descriptor)), keys, hidden);
    hidden.sort(Comparator.comparingInt(XmlElement::start).reversed());
    StringBuilder text = new StringBuilder(descriptor);
    hidden.forEach(property ->
        text.replace(
            property.start(),
            property.end(),
            opened(descriptor.substring(property.start(), property.end()))));
    return text.toString();
  }

  private static void collect(XmlElement element, Set<String> keys, List<XmlElement> hidden) {
    if (element.name().getLocalPart().equals("ProductSection")) {
      element
          .children("Property")
          .filter(property -> keys.contains(ProductReader.key(element, property)))
          .forEach(hidden::add);
    }
    element.children().forEach(child -> collect(child, keys, hidden));
  }

  private static String opened(String tag) {
    Matcher written = USER_CONFIGURABLE.matcher(tag);
    if (written.find()) {
      return written.replaceFirst("$1\"true\"");
    }
    Matcher key = KEY.matcher(tag);
    return key.find()
        ? new StringBuilder(tag)
            .insert(key.start(), " " + key.group(1) + "userConfigurable=\"true\"")
            .toString()
        : tag;
  }
}
