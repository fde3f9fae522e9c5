package dev.slipway.blueprint;

import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.diag.Suggestion;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what an inventory file says of one site. */
final class SiteReading {
  private static final List<String> BLOCKS =
      List.of("vcenter", "placement", "network", "ssh", "https", "secrets");

  /** Also the name of the folder that the sandbox of the site is kept in. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private final SiteChoice choice;
  private final Style style;

  SiteReading(SiteChoice choice, Style style) {
    this.choice = choice;
    this.style = style;
  }

  /**
   * One site.
   *
   * @param name empty for the only one of a file that names none
   * @param blocks a reader of its blocks
   */
  record Site(String name, MappingReader blocks) {}

  /** Chooses the site; null, with diagnostics unless the choice is open, when there is none. */
  @Nullable Site read(FileHeader header) {
    MappingReader spec = header.spec();
    if (choice.named() != null
        && choice.asked() != null
        && !choice.named().value().equals(choice.asked())) {
      style.report(
          "other-site",
          "this is for another site than the one that was asked for",
          "It is for " + choice.named().value() + ", and --site says " + choice.asked() + ".",
          "Leave out --site.",
          choice.named().range());
      return null;
    }
    return spec.has("sites") ? oneOf(spec) : only(header);
  }

  private @Nullable Site only(FileHeader header) {
    var unused = header.spec().node("sites");
    String wanted = choice.name();
    if (wanted != null && header.name() != null && !wanted.equals(header.name().value())) {
      unknown(wanted, Set.of(header.name().value()), header.name().range());
      return null;
    }
    return new Site("", header.spec());
  }

  private @Nullable Site oneOf(MappingReader spec) {
    Map<String, MappingReader> sites = spec.mappingMap("sites");
    BLOCKS.forEach(spec::node);
    spec.rejectUnknownKeys();
    checkNames(spec);
    String name = choose(sites.keySet(), spec.keyRange("sites"));
    sites.forEach((other, blocks) -> {
      if (!other.equals(name)) {
        BLOCKS.forEach(blocks::node);
        blocks.rejectUnknownKeys();
      }
    });
    MappingReader blocks = name == null ? null : sites.get(name);
    return name == null || blocks == null ? null : new Site(name, blocks.over(spec, BLOCKS));
  }

  private void checkNames(MappingReader spec) {
    MappingReader sites = spec.mapping("sites");
    if (sites == null) {
      return;
    }
    if (sites.keys().isEmpty()) {
      style.report("no-sites", "\"sites\" names no site", "", "", spec.keyRange("sites"));
    }
    for (Located<String> key : sites.keys()) {
      if (!NAME.matcher(key.value()).matches()) {
        style.report(
            "illegal-site",
            "\"" + key.value() + "\" is no name of a site",
            "It must begin with a letter or a digit, and go on with these, dots, hyphens and"
                + " underscores.",
            "",
            key.range());
      }
    }
  }

  private @Nullable String choose(Set<String> names, SourceRange place) {
    String wanted = choice.name();
    if (wanted != null) {
      if (!names.contains(wanted)) {
        unknown(wanted, names, place);
        return null;
      }
      return wanted;
    }
    if (names.size() > 1 && !choice.open()) {
      style.report(
          "which-site",
          "the inventory file has several sites",
          "They are " + String.join(", ", names) + ", and nothing says which one is meant.",
          "Write \"site: NAME\" below \"spec\" of the blueprint, or give --site NAME.",
          place);
    }
    return names.size() == 1 ? names.iterator().next() : null;
  }

  private void unknown(String wanted, Set<String> names, SourceRange place) {
    style.report(
        "unknown-site",
        "the inventory file has no site \"" + wanted + "\"",
        "",
        Suggestion.among(wanted, names),
        Optional.ofNullable(choice.named()).map(Located::range).orElse(place));
  }
}
