package dev.slipway.appliance;

import dev.slipway.appliance.ApplianceDefinition.Condition;
import dev.slipway.appliance.ApplianceDefinition.Role;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import dev.slipway.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the kinds of nodes of an appliance, and properties. */
final class RolesReading {
  private static final int MOST_NODES = 64;

  /** What references begin with that are not the name of a role. */
  private static final Set<String> RESERVED =
      Set.of(
          "blueprint",
          "captures",
          "each",
          "env",
          "file",
          "network",
          "node",
          "one-at-a-time",
          "secret",
          "settings",
          "ssh",
          "target",
          "var");

  private final ConditionReading conditions;
  private final ReferenceNames names;
  private final Style style;

  RolesReading(ConditionReading conditions, ReferenceNames names, Style style) {
    this.conditions = conditions;
    this.names = names;
    this.style = style;
  }

  Role role(String name, MappingReader reader) {
    if (RESERVED.contains(name)) {
      style.report(
          "reserved-role",
          "a role cannot be called " + name,
          "${%s.…} means something else, so its nodes could not be referred to.".formatted(name),
          "Choose another name for the role.",
          reader.place());
    }
    int minimum = orZero(reader.integer("minimum", 0, MOST_NODES));
    Located<Integer> maximum = reader.integer("maximum", 1, MOST_NODES);
    if (maximum != null && maximum.value() < minimum) {
      style.report("bad-count", "\"maximum\" is less than \"minimum\"", "", "", maximum.range());
    }
    Map<String, Located<String>> properties = properties(reader);
    List<Condition> supported = conditions.read(reader);
    Located<String> cloneOf = reader.string("cloneOf");
    reader.rejectUnknownKeys();
    return new Role(
        name,
        minimum,
        maximum == null ? MOST_NODES : maximum.value(),
        properties,
        supported,
        cloneOf,
        reader.place());
  }

  /** Reports roles that are clones of what cannot be cloned. */
  void checkClones(Map<String, Role> roles) {
    for (Role role : roles.values()) {
      Located<String> cloneOf = role.cloneOf();
      if (cloneOf != null) {
        Role source = roles.get(cloneOf.value());
        List<String> whole =
            roles.values().stream()
                .filter(other -> other.cloneOf() == null)
                .map(Role::name)
                .toList();
        if (source == null || source.cloneOf() != null) {
          style.report(
              "bad-clone",
              "nodes of role %s cannot be clones of \"%s\"".formatted(role.name(), cloneOf.value()),
              source == null ? "There is no such role." : "Its nodes are clones themselves.",
              Suggestion.among(cloneOf.value(), whole),
              cloneOf.range());
        }
      }
    }
  }

  /** The properties of a role or of all; keys and values are templates. */
  Map<String, Located<String>> properties(MappingReader reader) {
    return properties(reader, false);
  }

  /** The same where the values of some are documents, which are read elsewhere. */
  Map<String, Located<String>> propertiesBesideDocuments(MappingReader reader) {
    return properties(reader, true);
  }

  private Map<String, Located<String>> properties(MappingReader reader, boolean besideDocuments) {
    MappingReader nested = reader.mapping("properties");
    Map<String, Located<String>> properties = new LinkedHashMap<>();
    if (nested != null) {
      for (Located<String> key : nested.keys()) {
        names.check(key, style);
        if (besideDocuments && nested.node(key.value()) instanceof YamlNode.Mapping) {
          continue;
        }
        Located<String> value = nested.string(key.value());
        if (value != null) {
          names.check(value, style);
          properties.put(key.value(), value);
        }
      }
    }
    return properties;
  }

  private static int orZero(@Nullable Located<Integer> number) {
    return number == null ? 0 : number.value();
  }
}
