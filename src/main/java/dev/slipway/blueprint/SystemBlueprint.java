package dev.slipway.blueprint;

import dev.slipway.blueprint.Blueprint.Availability;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Value;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a system of several appliances shall be, as the user wrote it:
 *
 * <pre>{@code
 * apiVersion: slipway/v1
 * kind: SomeSystem                      # what a system definition defines
 * metadata: {name: sys-london}
 * spec:
 *   sessions: 8000                      # its parameters
 *   groups:                             # its groups
 *     frontEnds:
 *       package: packages/front-end.ova # and more of what an ApplianceCluster has for all nodes
 *       names: fe-lon-{n}
 *       addresses: 10.20.0.11-10.20.0.19
 *       count: 4                        # optional: more than the definition demands
 *       separateHosts: required
 *     backEnds:
 *       package: packages/back-end.ova
 *       nodes: [{name: be-lon-1, ip: 10.20.0.21}]
 *   availability: {ha: {vmMonitoring: vmMonitoringOnly}}
 * }</pre>
 *
 * @param parameters by name; each with the range of its value
 * @param groups by name, in the order of the definition
 * @param availability of all nodes: vSphere HA, DRS and overrides
 * @param groupsRange for groups that are missing
 * @param range of the whole {@code spec}
 */
public record SystemBlueprint(
    Path file,
    Located<String> name,
    Map<String, Located<Value>> parameters,
    Map<String, Group> groups,
    Availability availability,
    SourceRange groupsRange,
    SourceRange range) {
  /** The most nodes that a group can have: far more than any appliance is made for. */
  public static final int MOST_NODES = 256;

  public SystemBlueprint {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
  }

  /**
   * Nodes of one appliance.
   *
   * @param cluster what all of them have, with the nodes that are listed
   * @param count how many there shall be; null for as many as the definition demands
   * @param names pattern with {@code {n}}, {@code {nn}} or {@code {nnn}}; null when nodes are
   *     listed
   * @param addresses in the order in which they are given to nodes
   */
  public record Group(
      Blueprint cluster,
      @Nullable Located<Integer> count,
      @Nullable Located<String> names,
      List<Located<String>> addresses,
      SourceRange range) {
    public Group {
      addresses = List.copyOf(addresses);
    }
  }
}
