package dev.slipway.blueprint;

import dev.slipway.diag.Located;
import dev.slipway.yaml.MappingReader.Style;
import org.jspecify.annotations.Nullable;

/** Checks that both kinds of files share. What is null was reported before. */
final class Checks {
  private static final int LONGEST_VSPHERE_NAME = 80;

  private Checks() {}

  /** A name that vSphere takes as it is: at most 80 characters, and none that it would escape. */
  static void vsphereName(@Nullable Located<String> name, Style style) {
    if (name == null) {
      return;
    }
    String text = name.value();
    if (text.length() > LONGEST_VSPHERE_NAME) {
      style.report(
          "illegal-name",
          "the name is too long",
          "vSphere allows 80 characters; this one has " + text.length() + ".",
          "",
          name.range());
    } else if (text.chars().anyMatch(character -> "/\\%".indexOf(character) >= 0)) {
      style.report(
          "illegal-name",
          "the name has a character that vSphere does not keep",
          "vSphere escapes /, \\ and % in names, so that \""
              + text
              + "\" would be called otherwise.",
          "",
          name.range());
    } else if (!text.equals(text.strip())) {
      style.report("illegal-name", "the name begins or ends with a blank", "", "", name.range());
    }
  }

  /** The address; null, with a diagnostic, when a host cannot have it. */
  static @Nullable Ipv4 hostAddress(@Nullable Located<String> written, Style style) {
    if (written == null) {
      return null;
    }
    Ipv4 address = Ipv4.parse(written.value()).orElse(null);
    if (address != null && address.isHost()) {
      return address;
    }
    if (written.value().contains(":")) {
      style.report(
          "ipv6",
          "IPv6 addresses are not supported",
          "Slipway reaches nodes by IPv4.",
          "Give the IPv4 address.",
          written.range());
    } else {
      style.report(
          "bad-address",
          "\"" + written.value() + "\" is not an IPv4 address of a host",
          address == null
              ? "It must be four numbers from 0 to 255 with dots between and no leading zeros."
              : "Addresses below 1.0.0.0 and from 224.0.0.0 on have other uses.",
          "",
          written.range());
    }
    return null;
  }
}
