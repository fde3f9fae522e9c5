package dev.slipway.appliance;

import dev.slipway.diag.Located;
import dev.slipway.yaml.YamlNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A case that an appliance definition is tested with: what is deployed on the sandbox, and what
 * must come of it.
 *
 * @param blueprint what a blueprint says under {@code spec}, as it was written
 * @param inventory what the sandbox's inventory file says otherwise under {@code spec}
 * @param invalid words of the problem that the blueprint must be refused for; null when it is right
 * @param properties OVF properties that nodes must be given, by the names of the nodes
 * @param status what {@code status} must say when all is done; null when that nothing is wrong
 * @param stops where applies end before all is done, in their order
 * @param operations sequences to run after that, by name
 * @param outages what may happen to the cluster, each of them to one that is whole
 */
public record ApplianceTest(
    Path file,
    String name,
    YamlNode.Mapping blueprint,
    YamlNode.@Nullable Mapping inventory,
    @Nullable Located<String> invalid,
    Map<String, Map<String, String>> properties,
    @Nullable String status,
    List<Stop> stops,
    List<Located<String>> operations,
    List<Outage> outages) {
  public ApplianceTest {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    stops = List.copyOf(stops);
    operations = List.copyOf(operations);
    outages = List.copyOf(outages);
  }

  /** Whether its nodes are clones of a template, which needs no package. */
  public boolean isOfTemplate() {
    return blueprint.get("template") != null;
  }

  /**
   * An apply that ends early: at a gate, or since an appliance answers otherwise than it should.
   *
   * @param at the step, by its address or the end of it
   * @param answers what the sandbox answers before what {@code sandbox.yaml} says, in its form;
   *     null when it answers as always
   * @param says words of what is told about it; null when any will do
   * @param remembered what VMs remember from then on, by their names: what a person has done
   */
  public record Stop(
      Located<String> at,
      YamlNode.@Nullable Mapping answers,
      @Nullable String says,
      Map<String, Map<String, String>> remembered) {
    public Stop {
      remembered = Map.copyOf(remembered);
    }
  }

  /**
   * Something that happens, and what {@code status} must make of it.
   *
   * @param remembered what VMs remember from then on, by their names
   * @param off VMs that are powered off
   * @param status such as {@code degraded}; null when any will do
   * @param scenario of {@code status.yaml}; null when any will do
   */
  public record Outage(
      String name,
      Map<String, Map<String, String>> remembered,
      List<String> off,
      @Nullable String status,
      @Nullable String scenario) {
    public Outage {
      remembered = Map.copyOf(remembered);
      off = List.copyOf(off);
    }
  }
}
