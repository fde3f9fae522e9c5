package dev.slipway.system;

import dev.slipway.appliance.SettingsResolver;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Blueprint.Availability;
import dev.slipway.blueprint.Blueprint.Node;
import dev.slipway.blueprint.Blueprint.VmOverrides;
import dev.slipway.blueprint.SystemBlueprint;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.model.NodeGroup;
import dev.slipway.model.Settings;
import dev.slipway.model.Value;
import dev.slipway.model.VmSettings;
import dev.slipway.system.Sizing.GroupSize;
import dev.slipway.system.SystemDefinition.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes a blueprint of one cluster out of each group of a system. */
public final class SystemMembers {
  private final SystemDefinition definition;
  private final SystemBlueprint blueprint;
  private final Diagnostics diagnostics;

  private SystemMembers(
      SystemDefinition definition, SystemBlueprint blueprint, Diagnostics diagnostics) {
    this.definition = definition;
    this.blueprint = blueprint;
    this.diagnostics = diagnostics;
  }

  /**
   * One group with its nodes.
   *
   * @param blueprint as if it were a cluster of its own, under the name of the system
   * @param defaults of the appliance's settings
   * @param bindings what these defaults may refer to besides the rest, by the name of the node
   */
  public record Member(
      Blueprint blueprint,
      NodeGroup group,
      Map<String, Located<String>> defaults,
      Map<String, Map<String, Value>> bindings) {}

  /**
   * The groups that the blueprint has, in the order of the definition.
   *
   * @param diagnostics gets what is wrong with parameters, counts, names and addresses
   */
  public static List<Member> of(
      SystemDefinition definition, SystemBlueprint blueprint, Diagnostics diagnostics) {
    return new SystemMembers(definition, blueprint, diagnostics).members();
  }

  private List<Member> members() {
    Map<String, Value> parameters =
        SettingsResolver.resolve(
            definition.parameters(), blueprint.parameters(), blueprint.range(), diagnostics);
    Map<String, GroupSize> sizes = Sizing.of(definition, blueprint, parameters, diagnostics);
    Map<String, List<Node>> nodes = new LinkedHashMap<>();
    sizes.forEach((name, size) -> nodes.put(name, nodes(group(name), size)));
    List<Node> all = nodes.values().stream().flatMap(List::stream).toList();
    reportSecond(all, Node::name, "name");
    reportSecond(all, Node::ip, "address");
    return sizes.entrySet().stream()
        .map(each -> member(group(each.getKey()), each.getValue(), nodes))
        .toList();
  }

  private Group group(String name) {
    return Objects.requireNonNull(definition.groups().get(name));
  }

  /** What the blueprint says of a group that has a size. */
  private SystemBlueprint.Group written(Group group) {
    return Objects.requireNonNull(blueprint.groups().get(group.name()));
  }

  private List<Node> nodes(Group group, GroupSize size) {
    SystemBlueprint.Group written = written(group);
    Located<String> names = written.names();
    if (names == null) {
      return written.cluster().nodes();
    }
    if (written.addresses().size() < size.count()) {
      diagnostics.add(
          Diagnostic.error(
                  "system/too-few-addresses",
                  "the group \"" + group.name() + "\" has too few addresses")
              .because(
                  "There are %d, and it has %s. %s"
                      .formatted(written.addresses().size(), size.equation(), size.reason()))
              .at(
                  written.addresses().isEmpty()
                      ? written.range()
                      : written.addresses().getFirst().range()));
    }
    List<Node> nodes = new ArrayList<>();
    for (int index = 0; index < Math.min(size.count(), written.addresses().size()); index++) {
      nodes.add(
          new Node(
              new Located<>(name(names.value(), index + 1), names.range()),
              new Located<>(group.role(), written.range()),
              written.addresses().get(index),
              Map.of(),
              VmOverrides.NONE,
              VmSettings.NONE,
              names.range()));
    }
    return nodes;
  }

  private static String name(String pattern, int number) {
    int start = pattern.indexOf('{');
    int end = pattern.indexOf('}');
    return pattern.substring(0, start)
        + String.format("%0" + (end - start - 1) + "d", number)
        + pattern.substring(end + 1);
  }

  private void reportSecond(List<Node> nodes, Function<Node, Located<String>> of, String what) {
    Map<String, Located<String>> seen = new HashMap<>();
    for (Node node : nodes) {
      Located<String> value = of.apply(node);
      Located<String> first = seen.putIfAbsent(value.value(), value);
      if (first != null) {
        diagnostics.add(
            Diagnostic.error(
                    "blueprint/duplicate-" + what,
                    "two nodes have the " + what + " " + value.value())
                .because("The first stands on line " + first.range().line() + ".")
                .at(value.range()));
      }
    }
  }

  private Member member(Group group, GroupSize size, Map<String, List<Node>> nodes) {
    SystemBlueprint.Group written = written(group);
    List<Node> own = nodes.getOrDefault(group.name(), List.of());
    return new Member(
        written.cluster().with(own, availability(group, written.cluster())),
        new NodeGroup(
            group.name(),
            own.stream().map(node -> node.name().value()).toList(),
            group.after().stream().filter(nodes::containsKey).toList(),
            size.equation(),
            size.reason()),
        group.settings(),
        bindings(group, own, nodes));
  }

  /** What the whole declares, then what the definition does, then what the group does. */
  private Availability availability(Group group, Blueprint cluster) {
    Availability whole = blueprint.availability();
    Availability own = cluster.availability();
    Settings priority =
        whole.ha() == null || group.restartPriority() == null
            ? Settings.NONE
            : Settings.of(Map.of("restartPriority", group.restartPriority()));
    return new Availability(
        whole.ha(),
        whole.drs(),
        new VmOverrides(priority, Settings.NONE)
            .overriddenBy(whole.vmOverrides())
            .overriddenBy(own.vmOverrides()),
        List.of(),
        own.separateHosts() != null || group.separateHosts() == null
            ? own.separateHosts()
            : new Located<>(group.separateHosts(), cluster.range()),
        null);
  }

  private static Map<String, Map<String, Value>> bindings(
      Group group, List<Node> own, Map<String, List<Node>> nodes) {
    Map<String, Value> common = new TreeMap<>();
    nodes.forEach((name, members) -> {
      common.put(name + ".names", joined(members, Node::name));
      common.put(name + ".ips", joined(members, Node::ip));
    });
    List<Node> partners =
        group.partner() == null ? List.of() : nodes.getOrDefault(group.partner(), List.of());
    Map<String, Map<String, Value>> byNode = new TreeMap<>();
    for (int index = 0; index < own.size(); index++) {
      Map<String, Value> values = new TreeMap<>(common);
      if (!partners.isEmpty()) {
        Node partner = partners.get(partner(index, own.size(), partners.size()));
        values.put("partner.name", Value.plain(partner.name().value()));
        values.put("partner.ip", Value.plain(partner.ip().value()));
      }
      byNode.put(own.get(index).name().value(), values);
    }
    return byNode;
  }

  /**
   * Shares nodes out evenly, in blocks: as long as each partner has as many, nodes that there were
   * keep their partners when both groups grow.
   */
  private static int partner(int index, int nodes, int partners) {
    int each = Math.max(1, nodes / partners);
    return index < each * partners ? index / each : index % partners;
  }

  private static Value joined(List<Node> nodes, Function<Node, Located<String>> of) {
    return Value.plain(nodes.stream().map(of).map(Located::value).collect(Collectors.joining(",")));
  }
}
