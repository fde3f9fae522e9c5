package dev.slipway.system;

import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.blueprint.Blueprint.Separation;
import dev.slipway.blueprint.SystemKind;
import dev.slipway.diag.Located;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A system of several appliances as data.
 *
 * @param folder where it was read from
 * @param defines the kind of blueprint for such systems
 * @param parameters what such a blueprint may or must say, by name
 * @param limits of its parameters
 * @param groups by name, in the order in which people read them
 */
public record SystemDefinition(
    Path folder,
    String name,
    String defines,
    String title,
    Map<String, Setting> parameters,
    List<Limit> limits,
    Map<String, Group> groups) {
  public SystemDefinition {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    limits = List.copyOf(limits);
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
  }

  /** What reading a blueprint of it needs. */
  public SystemKind kind() {
    Map<String, SystemKind.Group> kinds = new LinkedHashMap<>();
    groups.forEach((group, known) ->
        kinds.put(group, new SystemKind.Group(group, known.appliance().value(), known.role())));
    return new SystemKind(defines, Set.copyOf(parameters.keySet()), kinds);
  }

  /** The groups whose addresses and names settings may refer to. */
  static Set<String> references(Set<String> groups, boolean hasPartner) {
    return groups.stream()
        .flatMap(group -> List.of(group + ".ips", group + ".names").stream())
        .collect(
            Collectors.collectingAndThen(
                Collectors.toSet(),
                names -> {
                  if (hasPartner) {
                    names.addAll(Set.of("partner.ip", "partner.name"));
                  }
                  return names;
                }));
  }

  /**
   * Why something is so.
   *
   * @param reason in words
   * @param source who says so
   */
  public record Because(String reason, String source) {
    @Override
    public String toString() {
      return reason + " (" + source + ")";
    }
  }

  /**
   * The most that a parameter can be.
   *
   * @param of a parameter that is a whole number
   * @param when values of parameters with which it holds; always when empty
   */
  public record Limit(String of, int maximum, Map<String, String> when, Because because) {
    public Limit {
      when = Collections.unmodifiableMap(new LinkedHashMap<>(when));
    }
  }

  /**
   * Nodes of one appliance.
   *
   * @param role that all of them have
   * @param optional whether a blueprint may leave it out
   * @param demands of which the largest says how many nodes there are
   * @param maximum null when nothing limits it
   * @param after groups whose nodes are brought up before
   * @param partner the group of which each node is given one node; null for none
   * @param separateHosts unless the blueprint says otherwise; null declares nothing
   * @param restartPriority of vSphere HA, unless the blueprint says otherwise; null declares
   *     nothing
   * @param settings defaults of the appliance's settings; may hold references
   */
  public record Group(
      String name,
      Located<String> appliance,
      String role,
      boolean optional,
      List<Demand> demands,
      @Nullable Maximum maximum,
      List<String> after,
      @Nullable String partner,
      @Nullable Separation separateHosts,
      @Nullable String restartPriority,
      Map<String, Located<String>> settings) {
    public Group {
      demands = List.copyOf(demands);
      after = List.copyOf(after);
      settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }
  }

  /** The most nodes of a group. */
  public record Maximum(int count, Because because) {}

  /**
   * A number of nodes: ⌈of ∕ per⌉ × times + plus.
   *
   * @param of a parameter that is a whole number, or a group before this one; null for 0
   * @param per how much of it one node takes; null for 1
   * @param times nodes for each; null for 1
   * @param plus more nodes; the whole when there is no {@code of}
   * @param when values of parameters with which it is demanded; always when empty
   */
  public record Demand(
      @Nullable String of,
      @Nullable Amount per,
      @Nullable Amount times,
      int plus,
      Map<String, String> when,
      Because because) {
    public Demand {
      when = Collections.unmodifiableMap(new LinkedHashMap<>(when));
    }
  }

  /** A number, or the parameter that has it. */
  public sealed interface Amount {
    /** Written in the definition. */
    record Fixed(int number) implements Amount {}

    /** Given by the blueprint. */
    record OfParameter(String name) implements Amount {}
  }

  /** Words of an enumeration as blueprints write them. */
  static final Map<String, Separation> SEPARATIONS =
      List.of(Separation.values()).stream()
          .collect(Collectors.toMap(Separation::word, Function.identity()));
}
