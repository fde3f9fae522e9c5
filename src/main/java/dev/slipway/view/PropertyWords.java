package dev.slipway.view;

import dev.slipway.ovf.OvfProperty;
import java.util.ArrayList;
import java.util.List;

/** What people are told about an OVF property in a word or two. */
final class PropertyWords {
  private PropertyWords() {}

  /** Type and restrictions. */
  static String type(OvfProperty property) {
    List<String> words = new ArrayList<>();
    words.add(property.password() ? property.type() + " (password)" : property.type());
    words.addAll(property.qualifiers());
    return String.join(", ", words);
  }

  /** The default, never a password's. */
  static String standard(OvfProperty property) {
    String value = property.defaultValue();
    if (value == null) {
      return "";
    }
    return property.password() && !value.isEmpty() ? "(hidden)" : value;
  }

  /** Texts of a package may have line breaks and controls, which break tables and comments. */
  static String oneLine(String text) {
    return text.replaceAll("[\\s\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\x{FFFE}\\x{FFFF}]+", " ").strip();
  }
}
