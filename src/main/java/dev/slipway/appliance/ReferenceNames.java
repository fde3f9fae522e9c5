package dev.slipway.appliance;

import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Interpolation;
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
  public static ReferenceNames forDefaults() {
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

  /** These names and more. */
  public ReferenceNames with(Set<String> more) {
    Set<String> all = new TreeSet<>(names);
    all.addAll(more);
    return new ReferenceNames(all);
  }

  /** Whether there are names that begin as this one does, up to its dot. */
  boolean hasScopeOf(String name) {
    String scope = name.substring(0, name.indexOf('.') + 1);
    return names.stream().anyMatch(known -> known.startsWith(scope));
  }

  /** Reports a name that nothing can give a value for. */
  void checkName(String name, String written, SourceRange range, Style style) {
    if (!names.contains(name)) {
      style.report(
          "unknown-reference",
          "unknown reference " + written,
          "",
          Suggestion.among(name, names),
          range);
    }
  }

  /** Reports the references of a template that nothing can give a value for. */
  public void check(Located<String> template, Style style) {
    Interpolation.parse(template.value())
        .references()
        .forEach(reference ->
            checkName(
                reference.scope().isEmpty() ? reference.name() : "",
                reference.source(),
                template.range(),
                style));
  }
}
