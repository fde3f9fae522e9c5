package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.Lookup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which network a name stands for. */
class NetworkNamesTest {
  private static final ManagedObjectReference CLUSTER =
      reference("ClusterComputeResource", "domain-c1");

  private final Map<ManagedObjectReference, Map<String, Object>> objects = new HashMap<>();

  private final ManagedObjectReference standard = network("network-1", "app", "root", null);
  private final ManagedObjectReference ofEdge = network("dvportgroup-2", "app", "root", "edge");
  private final ManagedObjectReference ofMgmt = network("dvportgroup-3", "app", "root", "mgmt");
  private final ManagedObjectReference inFolder = network("dvportgroup-4", "dmz", "prod", "mgmt");
  private final ManagedObjectReference beside = network("dvportgroup-5", "dmz", "prod", "mgmt");

  @Test
  void aNameOfSeveralIsAmbiguous() {
    assertThat(find("app", ofEdge, standard, ofEdge, ofMgmt, inFolder))
        .isEqualTo(ambiguous("app#network-1", "edge/app", "mgmt/app"));
    assertThat(find("app", null, ofEdge, ofMgmt)).isEqualTo(ambiguous("edge/app", "mgmt/app"));
    assertThat(find("mgmt/dmz", null, ofMgmt, inFolder, beside))
        .isEqualTo(ambiguous("dmz#dvportgroup-4", "dmz#dvportgroup-5"));
  }

  @Test
  void aPathToOneOfSeveralIsAmbiguous() {
    assertThat(find("prod/dmz", beside, ofEdge, inFolder, beside))
        .isEqualTo(ambiguous("dmz#dvportgroup-4", "dmz#dvportgroup-5"));
  }

  @Test
  void aPathToTheOnlyOneFindsItThoughOthersElsewhereBearTheName() {
    ManagedObjectReference elsewhere = network("dvportgroup-6", "app", "prod", "mgmt");

    assertThat(find("prod/app", elsewhere, standard, ofEdge, elsewhere))
        .isEqualTo(new Lookup.Found<>(elsewhere));
  }

  @Test
  void whatTellsOneOfSeveralApartFindsIt() {
    assertThat(find("mgmt/app", null, standard, ofEdge, ofMgmt))
        .isEqualTo(new Lookup.Found<>(ofMgmt));
    assertThat(find("app#network-1", null, standard, ofEdge, ofMgmt))
        .isEqualTo(new Lookup.Found<>(standard));
  }

  @Test
  void aNameThatNothingBearsIsMissingHoweverManyAreLikeIt() {
    assertThat(find("ap", null, inFolder, ofMgmt, standard))
        .isEqualTo(new Lookup.Missing<>(List.of("app#network-1", "dmz", "mgmt/app")));
  }

  @Test
  void aPathToANetworkThatTheHostsLackFindsTheirs() {
    assertThat(find("app", standard, ofMgmt)).isEqualTo(new Lookup.Found<>(ofMgmt));
    assertThat(find("dmz", inFolder, ofMgmt)).isEqualTo(new Lookup.Missing<>(List.of("app")));
  }

  private Lookup<ManagedObjectReference> find(
      String written,
      @Nullable ManagedObjectReference byPath,
      ManagedObjectReference... networksOfHosts) {
    objects.put(CLUSTER, Map.of("network", networksOfHosts));
    return Networks.of(new Retrieval.Answer(objects), CLUSTER).orElseThrow().find(written, byPath);
  }

  private static Lookup<ManagedObjectReference> ambiguous(String... candidates) {
    return new Lookup.Ambiguous<>(List.of(candidates));
  }

  private ManagedObjectReference network(
      String id, String name, String folder, @Nullable String switchName) {
    ManagedObjectReference network =
        reference(switchName == null ? "Network" : "DistributedVirtualPortgroup", id);
    Map<String, Object> properties = new HashMap<>();
    properties.put("name", name);
    properties.put("parent", reference("Folder", folder));
    if (switchName != null) {
      ManagedObjectReference owner = reference("DistributedVirtualSwitch", switchName);
      objects.put(owner, Map.of("name", switchName));
      properties.put("config.distributedVirtualSwitch", owner);
    }
    objects.put(network, properties);
    return network;
  }

  private static ManagedObjectReference reference(String type, String id) {
    ManagedObjectReference reference = new ManagedObjectReference();
    reference.setType(type);
    reference.setVal(id);
    return reference;
  }
}
