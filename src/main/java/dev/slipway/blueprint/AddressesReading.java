package dev.slipway.blueprint;

import dev.slipway.diag.Located;
import dev.slipway.yaml.MappingReader.Style;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads addresses of nodes: single ones, and ranges such as {@code 10.20.0.11-10.20.0.19}. */
final class AddressesReading {
  private final Style style;

  AddressesReading(Style style) {
    this.style = style;
  }

  /** All of them in their order, each with the range of the text that it is from. */
  List<Located<String>> read(List<Located<String>> written) {
    List<Located<String>> addresses = new ArrayList<>();
    for (Located<String> text : written) {
      String[] ends = text.value().split("-", -1);
      Ipv4 first = end(ends[0], text);
      Ipv4 last = ends.length == 2 ? end(ends[1], text) : first;
      if (first == null || last == null) {
        continue;
      }
      long size = (long) last.bits() - first.bits() + 1;
      if (ends.length > 2 || size < 1 || size > SystemBlueprint.MOST_NODES) {
        style.report(
            "bad-range",
            "\"" + text.value() + "\" is no range of addresses",
            "It must be the first and the last address with a hyphen between, and hold at most "
                + SystemBlueprint.MOST_NODES
                + ".",
            "Such as 10.20.0.11-10.20.0.19.",
            text.range());
        continue;
      }
      for (int offset = 0; offset < size; offset++) {
        addresses.add(new Located<>(new Ipv4(first.bits() + offset).toString(), text.range()));
      }
    }
    return addresses;
  }

  private @Nullable Ipv4 end(String text, Located<String> of) {
    return Checks.hostAddress(new Located<>(text.strip(), of.range()), style);
  }
}
