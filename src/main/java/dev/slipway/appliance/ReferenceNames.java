package dev.slipway.appliance;

import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Interpolation;
import dev.slipway.model.Interpolation.Reference;
import dev.slipway.yaml.MappingReader.Style;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The dotted names that an appliance definition may refer to. A list of name servers is one text
 * with commas between.
 */
public final class ReferenceNames {
  /** What every node has, whatever the appliance is. */
  public static final List<String> COMMON =
      List.of(
          "blueprint.name",
          "network.dns",
          "network.domain",
          "network.gateway",
          "network.netmask",
          "node.ip",
          "node.name",
          "node.role",
          "ssh.publicKey",
          "ssh.user");

  private final Set<String> names;

  private ReferenceNames(Set<String> names) {
    this.names = names;
  }

  /** The names for default values, which cannot refer to other settings. */
  static ReferenceNames forDefaults() {
    return new ReferenceNames(new TreeSet<>(COMMON));
  }

  /** The names for properties and sequences: also the settings and the first node of each role. */
  static ReferenceNames of(Collection<Setting> settings, Collection<String> roles) {
    Set<String> names = new TreeSet<>(COMMON);
    settings.forEach(setting -> names.add("settings." + setting.name()));
    for (String role : roles) {
      names.add(role + ".ip");
      names.add(role + ".name");
    }
    return new ReferenceNames(names);
  }

  /** Reports the references of a template that nothing can give a value for. */
  void check(Located<String> template, Style style) {
    Interpolation.parse(template.value())
        .references()
        .filter(reference -> !reference.scope().isEmpty() || !names.contains(reference.name()))
        .forEach(reference -> report(reference, template, style));
  }

  private void report(Reference reference, Located<String> template, Style style) {
    style.report(
        "unknown-reference",
        "unknown reference " + reference.source(),
        "",
        Suggestion.among(reference.name(), names),
        template.range());
  }
}
