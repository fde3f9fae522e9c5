package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.SelectionSpec;
import com.vmware.vim25.TraversalSpec;
import dev.slipway.model.Lookup;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The networks of the hosts that nodes may run on. A name alone is not enough to find one: with
 * NSX, or with a distributed switch for each cluster, several port groups of a folder bear one
 * name, and {@code FindByInventoryPath} gives any of them. What bears a name alone is called by it,
 * others as {@code SWITCH/NAME}, and where that does not tell them apart as {@code
 * NAME#dvportgroup-17}.
 */
final class Networks {
  private static final String NETWORKS = "network";
  private static final String NAME = "name";
  private static final String FOLDER = "parent";
  private static final String SWITCH = "config.distributedVirtualSwitch";
  private static final String UPLINK = "config.uplink";
  private static final String PORT_GROUP = "DistributedVirtualPortgroup";

  private final List<Network> all;

  private Networks(List<Network> all) {
    this.all = all;
  }

  /** Names as vCenter keeps them; no switch for those of standard switches. */
  private record Network(
      ManagedObjectReference reference,
      String name,
      @Nullable ManagedObjectReference folder,
      @Nullable String switchName) {
    boolean isBeside(Network other) {
      return name.equals(other.name) && Objects.equals(folder, other.folder);
    }

    String withSwitch() {
      return switchName == null ? name : switchName + "/" + name;
    }

    String withId() {
      return name + "#" + reference.getVal();
    }
  }

  /** Adds the networks of a cluster, or of a host in none, to what is read. */
  static Retrieval alsoIn(Retrieval retrieval, ManagedObjectReference computeResource) {
    TraversalSpec networks = Retrieval.over("ComputeResource", NETWORKS);
    networks.setSelectSet(new SelectionSpec[] {Retrieval.over(PORT_GROUP, SWITCH)});
    return retrieval
        .properties("ComputeResource", NETWORKS)
        .properties("ClusterComputeResource", NETWORKS)
        .properties("Network", NAME, FOLDER)
        .properties("OpaqueNetwork", NAME, FOLDER)
        .properties(PORT_GROUP, NAME, FOLDER, SWITCH, UPLINK)
        .properties("DistributedVirtualSwitch", NAME)
        .properties("VmwareDistributedVirtualSwitch", NAME)
        .object(computeResource, networks);
  }

  /** What was read; empty when the user may not read it. */
  static Optional<Networks> of(Retrieval.Answer answer, ManagedObjectReference computeResource) {
    ManagedObjectReference @Nullable [] references =
        answer.of(computeResource).get(NETWORKS, ManagedObjectReference[].class);
    return references == null
        ? Optional.empty()
        : Optional.of(
            new Networks(
                Stream.of(references)
                    .distinct()
                    .map(reference -> network(answer, reference))
                    .flatMap(Optional::stream)
                    .toList()));
  }

  private static Optional<Network> network(
      Retrieval.Answer answer, ManagedObjectReference reference) {
    Retrieval.Properties properties = answer.of(reference);
    String name = properties.get(NAME, String.class);
    ManagedObjectReference owner = properties.get(SWITCH, ManagedObjectReference.class);
    boolean usable = !Boolean.TRUE.equals(properties.get(UPLINK, Boolean.class));
    return name == null || !usable
        ? Optional.empty()
        : Optional.of(
            new Network(
                reference,
                name,
                properties.get(FOLDER, ManagedObjectReference.class),
                owner == null ? null : answer.of(owner).get(NAME, String.class)));
  }

  /**
   * What the names of the placement stand for; among all networks of the datacenter, which takes
   * round trips, where those of the hosts cannot be told.
   */
  static SortedMap<String, Lookup<String>> observed(
      Retrieval.Answer answer, Finds found, ExistingNames existing) throws InterruptedException {
    Networks ofHosts = found.cluster().flatMap(cluster -> of(answer, cluster)).orElse(null);
    List<String> known = null;
    SortedMap<String, Lookup<String>> networks = new TreeMap<>();
    for (String network : found.placement().networks().values()) {
      ManagedObjectReference byPath = found.network(network).orElse(null);
      if (ofHosts != null) {
        networks.put(
            network,
            ofHosts.find(network, byPath).map(reference -> InventoryPath.lastName(network)));
      } else if (byPath != null) {
        networks.put(network, new Lookup.Found<>(InventoryPath.lastName(network)));
      } else {
        known = known == null ? existing.networks(found.placement().datacenter()) : known;
        networks.put(network, new Lookup.Missing<>(known));
      }
    }
    return networks;
  }

  /**
   * The one that the user means: what the path leads to, if it bears its name alone there; else
   * what alone is called so.
   *
   * @param byPath what vCenter found by that path, if anything
   */
  Lookup<ManagedObjectReference> find(String written, @Nullable ManagedObjectReference byPath) {
    List<Network> there =
        all.stream()
            .filter(network -> network.reference().equals(byPath))
            .flatMap(network -> all.stream().filter(network::isBeside))
            .toList();
    List<Network> called = all.stream().filter(network -> isCalled(network, written)).toList();
    List<Network> meant = there.size() == 1 || called.isEmpty() ? there : called;
    return switch (meant.size()) {
      case 0 -> new Lookup.Missing<>(displays(all));
      case 1 -> new Lookup.Found<>(meant.getFirst().reference());
      default -> new Lookup.Ambiguous<>(displays(meant));
    };
  }

  private static boolean isCalled(Network network, String written) {
    return Stream.of(network.name(), network.withSwitch(), network.withId())
        .map(InventoryPath::unescape)
        .anyMatch(written::equals);
  }

  private List<String> displays(List<Network> networks) {
    return networks.stream().map(this::display).sorted().toList();
  }

  private String display(Network network) {
    if (isOnly(network, Network::name)) {
      return InventoryPath.unescape(network.name());
    }
    return InventoryPath.unescape(
        network.switchName() != null && isOnly(network, Network::withSwitch)
            ? network.withSwitch()
            : network.withId());
  }

  private boolean isOnly(Network network, Function<Network, String> called) {
    return all.stream().filter(other -> called.apply(other).equals(called.apply(network))).count()
        == 1;
  }
}
