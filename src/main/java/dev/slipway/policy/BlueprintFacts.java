package dev.slipway.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Blueprint.Separation;
import dev.slipway.blueprint.Inventory;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What rules may ask about a blueprint, and where it stands: all that is needed to judge its plan
 * again without it. What is not given is an empty text.
 *
 * @param site of the inventory file that it is for, empty when that names none
 * @param packageFile name of the package, without its folder
 * @param separateHosts required, preferred or off
 * @param ha whether vSphere HA is declared
 * @param range of the whole
 * @param separateHostsRange that of the whole when it is not declared
 */
public record BlueprintFacts(
    String name,
    String site,
    String appliance,
    String packageFile,
    String packageDigest,
    String separateHosts,
    boolean ha,
    List<Node> nodes,
    SourceRange range,
    SourceRange packageRange,
    SourceRange separateHostsRange) {
  /** How far hosts are separated, from not at all. */
  private static final List<String> STRENGTH =
      List.of("", Separation.OFF.word(), Separation.PREFERRED.word(), Separation.REQUIRED.word());

  public BlueprintFacts {
    nodes = List.copyOf(nodes);
  }

  /** One node. */
  public record Node(String name, String role, String ip) {}

  /** Those of a blueprint for what it is to be deployed with. */
  public static BlueprintFacts of(Blueprint blueprint, Inventory inventory) {
    Blueprint.Ha ha = blueprint.availability().ha();
    Optional<Located<Separation>> separation =
        Optional.ofNullable(blueprint.availability().separateHosts());
    return new BlueprintFacts(
        blueprint.name().value(),
        inventory.site(),
        blueprint.appliance().value(),
        blueprint.origin().name(),
        digest(blueprint.origin()),
        separation.map(declared -> declared.value().word()).orElse(""),
        ha != null && ha.enabled(),
        blueprint.nodes().stream()
            .map(node -> new Node(node.name().value(), node.role().value(), node.ip().value()))
            .toList(),
        blueprint.range(),
        blueprint.origin().range(),
        separation.map(Located::range).orElse(blueprint.range()));
  }

  private static String digest(Blueprint.Origin origin) {
    return origin instanceof Blueprint.PackageFile file && file.digest() != null
        ? file.digest().value()
        : "";
  }

  /**
   * Those of a system: of what its groups differ in, the least that all of them have.
   *
   * @param kind of the blueprint, in place of the appliance
   * @param groups at least one
   */
  public static BlueprintFacts ofSystem(String kind, List<BlueprintFacts> groups) {
    BlueprintFacts first = groups.getFirst();
    BlueprintFacts unpinned =
        groups.stream().filter(group -> group.packageDigest.isEmpty()).findFirst().orElse(first);
    BlueprintFacts together =
        groups.stream()
            .filter(group -> group.nodes.size() > 1)
            .min(Comparator.comparingInt(group -> STRENGTH.indexOf(group.separateHosts)))
            .orElse(first);
    return new BlueprintFacts(
        first.name,
        first.site,
        kind,
        unpinned.packageFile,
        unpinned.packageDigest,
        together.separateHosts,
        first.ha,
        groups.stream().flatMap(group -> group.nodes.stream()).toList(),
        first.range,
        unpinned.packageRange,
        together.separateHostsRange);
  }

  boolean separatesHosts() {
    return !separateHosts.isEmpty() && !separateHosts.equals(Separation.OFF.word());
  }

  /** The variable {@code blueprint} of conditions. */
  ObjectNode document() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("name", name);
    root.put("site", site);
    root.put("appliance", appliance);
    root.put("package", packageFile);
    root.put("package_digest", packageDigest);
    root.put("separate_hosts", separateHosts);
    root.put("ha", ha);
    ArrayNode list = root.putArray("nodes");
    nodes.forEach(node ->
        list.addObject().put("name", node.name()).put("role", node.role()).put("ip", node.ip()));
    return root;
  }
}
