package dev.slipway.system;

import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.appliance.ReferenceNames;
import dev.slipway.appliance.SettingsReading;
import dev.slipway.blueprint.Blueprint.Separation;
import dev.slipway.blueprint.BlueprintLoader;
import dev.slipway.blueprint.FileHeader;
import dev.slipway.blueprint.SystemBlueprint;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.system.SystemDefinition.Because;
import dev.slipway.system.SystemDefinition.Demand;
import dev.slipway.system.SystemDefinition.Group;
import dev.slipway.system.SystemDefinition.Limit;
import dev.slipway.system.SystemDefinition.Maximum;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads one system definition:
 *
 * <pre>{@code
 * apiVersion: slipway/v1
 * kind: System
 * metadata: {name: some-system}              # the name of its folder
 * spec:
 *   defines: SomeSystem                      # the kind of blueprint
 *   title: Some System
 *   parameters:
 *     sessions: {type: integer, required: true, description: …}
 *     doubled: {type: boolean, default: "false", description: …}
 *   limits:
 *     - {of: sessions, maximum: 20000, because: …, source: …}
 *   groups:
 *     backEnds:
 *       appliance: back-end
 *       role: server
 *       count:
 *         - {of: sessions, per: 4000, plus: 1, because: …, source: …}
 *         - {of: sessions, per: 2000, plus: 1, when: {doubled: "true"}, because: …, source: …}
 *       maximum: {count: 7, because: …, source: …}
 *       separateHosts: required
 *       restartPriority: high
 *     frontEnds:
 *       appliance: front-end
 *       role: server
 *       count: [{of: backEnds, times: 2, because: …, source: …}]
 *       after: [backEnds]
 *       partner: backEnds
 *       settings: {server: "${partner.ip}"}
 * }</pre>
 */
final class SystemReading {
  /** What references begin with that are not the name of a group. */
  private static final Set<String> RESERVED =
      Set.of("blueprint", "network", "node", "partner", "settings", "ssh");

  /** The values of {@code ClusterDasVmSettingsRestartPriority} in the vSphere API that order. */
  private static final List<String> PRIORITIES =
      List.of("lowest", "low", "medium", "high", "highest");

  private final Path folder;
  private final Style style;
  private final AmountReading amounts;
  private final Map<String, Setting> parameters = new LinkedHashMap<>();

  SystemReading(Path folder, Style style) {
    this.folder = folder;
    this.style = style;
    this.amounts = new AmountReading(parameters, style);
  }

  @Nullable SystemDefinition read(FileHeader header) {
    checkFolder(header.name());
    MappingReader spec = header.spec();
    Located<String> defines = spec.requireString("defines");
    checkKind(defines);
    Located<String> title = spec.requireString("title");
    parameters.putAll(new SettingsReading(style).read(spec.mappingMap("parameters")));
    List<Limit> limits =
        spec.mappings("limits").stream().map(this::limit).flatMap(List::stream).toList();
    Map<String, MappingReader> readers = spec.mappingMap("groups");
    Map<String, Group> groups = new LinkedHashMap<>();
    readers.forEach((name, reader) -> {
      Group group = group(name, reader, Set.copyOf(groups.keySet()), readers.keySet());
      if (group != null) {
        groups.put(name, group);
      }
    });
    if (readers.isEmpty()) {
      style.report(
          "no-groups", "a system needs at least one group", "", "", spec.keyRange("groups"));
    }
    spec.rejectUnknownKeys();
    return header.name() == null || defines == null || title == null
        ? null
        : new SystemDefinition(
            folder,
            header.name().value(),
            defines.value(),
            title.value(),
            parameters,
            limits,
            groups);
  }

  private void checkFolder(@Nullable Located<String> name) {
    if (name != null && !folder.endsWith(name.value())) {
      style.report(
          "name-differs",
          "the system must be named like its folder",
          "Its folder is called \"" + folder.getFileName() + "\".",
          "",
          name.range());
    }
  }

  private void checkKind(@Nullable Located<String> defines) {
    if (defines != null
        && (!defines.value().matches("[A-Z][A-Za-z0-9]*")
            || defines.value().equals(BlueprintLoader.CLUSTER))) {
      style.report(
          "illegal-kind",
          "\"" + defines.value() + "\" cannot be the kind of a blueprint",
          "It must be letters and digits, begin with a capital, and not be "
              + BlueprintLoader.CLUSTER
              + ".",
          "",
          defines.range());
    }
  }

  private List<Limit> limit(MappingReader reader) {
    Located<String> of = amounts.parameter(reader, "of");
    Located<Integer> maximum = reader.requireInteger("maximum", 1, Integer.MAX_VALUE);
    Map<String, String> when = amounts.when(reader);
    Because because = because(reader);
    reader.rejectUnknownKeys();
    return of == null || maximum == null || because == null
        ? List.of()
        : List.of(new Limit(of.value(), maximum.value(), when, because));
  }

  private @Nullable Group group(
      String name, MappingReader reader, Set<String> before, Set<String> all) {
    if (RESERVED.contains(name) || !name.matches("[A-Za-z][A-Za-z0-9]*")) {
      style.report(
          "illegal-name",
          "a group cannot be called " + name,
          "References such as ${%s.ips} must be letters and digits and mean nothing else."
              .formatted(name),
          "Choose another name for the group.",
          reader.place());
    }
    if (parameters.containsKey(name)) {
      style.report(
          "illegal-name",
          "a group and a parameter are both called " + name,
          "Demands refer to both by their names.",
          "Choose another name for one of them.",
          reader.place());
    }
    Located<String> appliance = reader.requireString("appliance");
    Located<String> role = reader.requireString("role");
    Located<Boolean> optional = reader.bool("optional");
    List<Demand> demands = new ArrayList<>();
    for (MappingReader each : reader.mappings("count")) {
      Demand demand = demand(each, before);
      if (demand != null) {
        demands.add(demand);
      }
    }
    if (reader.lacksItems("count")) {
      style.report(
          "missing-key",
          "\"count\" is missing",
          "Something must say how many nodes the group has.",
          "",
          reader.keyRange("count"));
    }
    Maximum maximum = maximum(reader.mapping("maximum"));
    List<String> after = reader.strings("after").stream().map(each -> known(each, before)).toList();
    Located<String> partner = reader.string("partner");
    if (partner != null) {
      known(partner, all);
    }
    Located<Separation> separation = reader.choice("separateHosts", SystemDefinition.SEPARATIONS);
    Located<String> priority =
        reader.choice(
            "restartPriority",
            PRIORITIES.stream().collect(Collectors.toMap(Function.identity(), word -> word)));
    Map<String, Located<String>> settings = reader.stringMap("settings");
    ReferenceNames names =
        ReferenceNames.forDefaults().with(SystemDefinition.references(all, partner != null));
    settings.values().forEach(value -> names.check(value, style));
    reader.rejectUnknownKeys();
    return appliance == null || role == null
        ? null
        : new Group(
            name,
            appliance,
            role.value(),
            optional != null && optional.value(),
            demands,
            maximum,
            after,
            partner == null ? null : partner.value(),
            separation == null ? null : separation.value(),
            priority == null ? null : priority.value(),
            settings);
  }

  private String known(Located<String> group, Set<String> known) {
    if (!known.contains(group.value())) {
      style.report(
          "unknown-group",
          "there is no group " + group.value() + " here",
          "A group can only follow groups that stand above it.",
          Suggestion.among(group.value(), known),
          group.range());
    }
    return group.value();
  }

  private @Nullable Demand demand(MappingReader reader, Set<String> before) {
    Located<String> of = reader.string("of");
    if (of != null) {
      amounts.checkNumber(of, before);
    }
    Located<Integer> plus = reader.integer("plus", 0, SystemBlueprint.MOST_NODES);
    if (of == null && !reader.has("plus")) {
      style.report(
          "missing-key",
          "\"of\" is missing",
          "A demand is made of a parameter or of another group, or is a fixed number.",
          "Add \"of\", or \"plus\" for a fixed number.",
          reader.place());
    }
    Demand demand =
        new Demand(
            of == null ? null : of.value(),
            amounts.amount(reader, "per"),
            amounts.amount(reader, "times"),
            plus == null ? 0 : plus.value(),
            amounts.when(reader),
            new Because("", ""));
    Because because = because(reader);
    reader.rejectUnknownKeys();
    return because == null
        ? null
        : new Demand(
            demand.of(), demand.per(), demand.times(), demand.plus(), demand.when(), because);
  }

  private @Nullable Maximum maximum(@Nullable MappingReader reader) {
    if (reader == null) {
      return null;
    }
    Located<Integer> count = reader.requireInteger("count", 1, SystemBlueprint.MOST_NODES);
    Because because = because(reader);
    reader.rejectUnknownKeys();
    return count == null || because == null ? null : new Maximum(count.value(), because);
  }

  private static @Nullable Because because(MappingReader reader) {
    Located<String> reason = reader.requireString("because");
    Located<String> source = reader.requireString("source");
    return reason == null || source == null ? null : new Because(reason.value(), source.value());
  }
}
