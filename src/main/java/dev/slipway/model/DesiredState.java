package dev.slipway.model;

import dev.slipway.diag.SourceRange;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that one blueprint wants.
 *
 * @param blueprint its name, which is also the mark of what is ours
 * @param digest SHA-256 of everything the desired resources were made from, secrets and the place
 *     of the files excluded
 * @param origins where the user wrote what was looked up in vCenter, by {@link Origin}
 * @param resources in the order in which people read them: folder and pool, VMs, cluster, sequences
 * @param operations the sequences that run only when they are asked for, for each node they are for
 * @param whole whether these are all of the blueprint's resources
 * @param groups of nodes where the blueprint is of a system, each behind those it comes after;
 *     empty for a cluster of one appliance
 */
public record DesiredState(
    String blueprint,
    String digest,
    Placement placement,
    List<NodeTarget> nodes,
    Map<Origin, SourceRange> origins,
    List<Desired> resources,
    List<Desired.NodeSequenceSpec> operations,
    boolean whole,
    List<NodeGroup> groups) {
  public DesiredState {
    groups = List.copyOf(groups);
    nodes = List.copyOf(nodes);
    origins = Map.copyOf(origins);
    resources = List.copyOf(resources);
    operations = List.copyOf(operations);
  }

  /** With all resources of the blueprint, and no operations. */
  public DesiredState(
      String blueprint,
      String digest,
      Placement placement,
      List<NodeTarget> nodes,
      Map<Origin, SourceRange> origins,
      List<Desired> resources) {
    this(blueprint, digest, placement, nodes, origins, resources, List.of(), true, List.of());
  }

  /** The desired resources of one kind, in their order. */
  public <T extends Desired> Stream<T> all(Class<T> kind) {
    return resources.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** The rules that keep nodes on different hosts. */
  public Stream<ClusterRule> separations() {
    return all(Desired.RuleSpec.class)
        .map(Desired.RuleSpec::rule)
        .filter(rule -> rule.type() == RuleType.ANTI_AFFINITY);
  }

  /** The same with something else in place of each resource. */
  public DesiredState replacing(UnaryOperator<Desired> replacement) {
    return new DesiredState(
        blueprint,
        digest,
        placement,
        nodes,
        origins,
        resources.stream().map(replacement).toList(),
        operations,
        whole,
        groups);
  }

  /** The same with no other resources than these. */
  public DesiredState only(Set<Address> selected) {
    List<Desired> rest =
        resources.stream().filter(resource -> selected.contains(resource.address())).toList();
    return new DesiredState(
        blueprint,
        digest,
        placement,
        nodes,
        origins,
        rest,
        operations,
        whole && rest.size() == resources.size(),
        groups);
  }

  /** The same with operations. */
  public DesiredState with(List<Desired.NodeSequenceSpec> newOperations) {
    return new DesiredState(
        blueprint, digest, placement, nodes, origins, resources, newOperations, whole, groups);
  }

  /** The range of one origin, when it is known. */
  public @Nullable SourceRange origin(Origin.Field field, String name) {
    return origins.get(new Origin(field, name));
  }

  /** Where it is said that the nodes of a rule are kept on different hosts. */
  public @Nullable SourceRange origin(ClusterRule separation) {
    SourceRange own = origin(Origin.Field.RULE, separation.name());
    return own == null ? origin(Origin.Field.SEPARATE_HOSTS, "") : own;
  }

  /**
   * What a range belongs to.
   *
   * @param name of the network, node, and so on; empty where there is only one
   */
  public record Origin(Field field, String name) implements Comparable<Origin> {
    private static final Comparator<Origin> ORDER =
        Comparator.comparing(Origin::field).thenComparing(Origin::name);

    // By hand: what a record has by itself is made at run time, which costs each plan a while.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Origin origin && origin.field == field && origin.name.equals(name);
    }

    @Override
    public int hashCode() {
      return 31 * field.hashCode() + name.hashCode();
    }

    @Override
    public int compareTo(Origin other) {
      return ORDER.compare(this, other);
    }

    /** The fields whose ranges are kept. */
    public enum Field {
      DATACENTER,
      CLUSTER,
      HOST,
      RESOURCE_POOL,
      DATASTORE,
      NETWORK,
      NODE,
      LIBRARY,
      ITEM,
      TEMPLATE,
      CUSTOMIZATION,
      SEPARATE_HOSTS,
      RULE,
      START_ORDER
    }
  }
}
