package dev.slipway.port;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.AddressHolder;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.ClusterSettings;
import dev.slipway.model.Desired.PoolSpec;
import dev.slipway.model.Desired.VAppSpec;
import dev.slipway.model.GuestIdentity;
import dev.slipway.model.GuestShell;
import dev.slipway.model.HeldLock;
import dev.slipway.model.ItemName;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.LockHolder;
import dev.slipway.model.LockName;
import dev.slipway.model.Lookup;
import dev.slipway.model.Marks;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedHost;
import dev.slipway.model.ObservedDatastore;
import dev.slipway.model.ObservedItem;
import dev.slipway.model.ObservedLibrary;
import dev.slipway.model.ObservedOrigins;
import dev.slipway.model.ObservedPlacement;
import dev.slipway.model.ObservedPool;
import dev.slipway.model.ObservedSettings;
import dev.slipway.model.ObservedTemplate;
import dev.slipway.model.ObservedVApp;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.ObservedWorld.ObservedFolder;
import dev.slipway.model.PackageUpload;
import dev.slipway.model.Placement;
import dev.slipway.model.PoolSettings;
import dev.slipway.model.RuleType;
import dev.slipway.model.Secret;
import dev.slipway.model.Setting;
import dev.slipway.model.Setting.Values;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSettings;
import dev.slipway.model.VmSnapshot;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfPackages;
import dev.slipway.testing.ContractOf;
import dev.slipway.testing.PortCalls;
import dev.slipway.testing.TinyPackage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link VCenter} does. Its tests leave each other alone by names that are used once, so
 * that one vCenter can serve them all.
 *
 * <p>The guest of a VM reports the address in the OVF property {@code ip} once it is powered on.
 */
@Timeout(120)
@ContractOf(VCenter.class)
public abstract class VCenterContract {
  private static final String BLUEPRINT = "hcc-london";
  private static final String PASSWORD = "not-to-be-seen-4711";
  private static final Settings DRS_ON = Settings.of(Map.of("enabled", "true"));
  private static final Map<String, String> OURS = Map.of(Marks.BLUEPRINT, BLUEPRINT);
  private static final String LONE_HOST = "esx-21.lon.sandbox";
  private static final int DISK = 700_000;

  @TempDir private Path folder;
  private TinyPackage tiny;
  private OvfPackage ovfPackage;
  private VCenter vcenter;

  /**
   * Connects to a vCenter with datacenter {@code LON}, cluster {@code mgmt-01} of three usable
   * hosts with the resource pool {@code Management/Horizon}, host {@code esx-21.lon.sandbox} in no
   * cluster, datastore {@code vsan-01}, datastore cluster {@code pod-01} of {@code nfs-11} and
   * {@code nfs-12}, network {@code horizon-mgmt}, and content library {@code Images} with the tiny
   * package as item {@code tiny}, and customization specification {@code vcsim-windows-static} for
   * Windows.
   */
  protected abstract VCenter connect() throws InterruptedException;

  protected final VCenter vcenter() {
    return vcenter;
  }

  protected final TinyPackage tiny() {
    return tiny;
  }

  @BeforeEach
  void open(PortCalls calls) throws IOException, InterruptedException {
    tiny = TinyPackage.in(folder, DISK);
    ovfPackage = tiny.open();
    vcenter = calls.seenOn(VCenter.class, connect());
  }

  @AfterEach
  void closeAll() throws IOException {
    if (vcenter != null) {
      vcenter.close();
      ovfPackage.close();
    }
  }

  // description, close

  @Test
  void describesItselfInOneLine() {
    assertThat(vcenter.description()).isNotBlank().doesNotContain("\n");
  }

  @Test
  void canBeClosedTwice() {
    vcenter.close();
    assertThatCode(vcenter::close).doesNotThrowAnyException();
  }

  // observe

  @Test
  void observesWhatTheQueryNames() throws InterruptedException {
    ObservedWorld world = observe(placement(unique("no-such-folder")), "none");

    assertThat(world.datacenter()).isEqualTo(new Lookup.Found<>("LON"));
    assertThat(world.datastores().found().orElseThrow())
        .singleElement()
        .satisfies(datastore -> {
          assertThat(datastore.name()).isEqualTo("vsan-01");
          assertThat(datastore.usable()).isTrue();
          assertThat(datastore.freeBytes()).isPositive();
        });
    assertThat(world.addressHolders()).isEmpty();
    assertThat(world.missingPrivileges()).contains(List.of());
    assertThat(world.networks())
        .isEqualTo(Map.of("horizon-mgmt", new Lookup.Found<>("horizon-mgmt")));
    assertThat(world.folder()).isEmpty();
    assertThat(world.vms()).isEmpty();
    ObservedCluster cluster = world.cluster().found().orElseThrow();
    assertThat(cluster.name()).isEqualTo("mgmt-01");
    assertThat(cluster.datastores()).contains("vsan-01");
    assertThat(cluster.drsBehavior()).isEqualTo("fullyAutomated");
    assertThat(cluster.hosts()).hasSize(3).allMatch(ObservedHost::usable);
    assertThat(cluster.hosts()).extracting(ObservedHost::name).doesNotHaveDuplicates();
  }

  @Test
  void observesTheVmFolderItself() throws InterruptedException {
    assertThat(observe(placement("")).folder()).map(ObservedFolder::path).contains("");
  }

  @Test
  void namesTheDatacentersThatExist() throws InterruptedException {
    ObservedWorld world =
        vcenter.observe(
            new ObservationQuery(
                new Placement("NYC", "mgmt-01", "vsan-01", "", Map.of("net", "horizon-mgmt")),
                List.of("any")));

    assertThat(world.datacenter())
        .isInstanceOfSatisfying(
            Lookup.Missing.class,
            missing -> assertThat(((Lookup.Missing<?>) missing).existing()).contains("LON"));
    assertThat(world.cluster().found()).isEmpty();
    assertThat(world.datastores().found()).isEmpty();
    assertThat(requireNonNull(world.networks().get("horizon-mgmt")).found()).isEmpty();
    assertThat(world.vms()).isEmpty();
  }

  @Test
  void namesTheClustersDatastoresAndNetworksThatExist() throws InterruptedException {
    ObservedWorld world =
        vcenter.observe(
            new ObservationQuery(
                new Placement("LON", "mgmt-1", "vsan-1", "", Map.of("net", "horizon")), List.of()));

    assertThat(existing(world.cluster())).contains("mgmt-01");
    assertThat(existing(world.datastores())).contains("vsan-01");
    assertThat(existing(requireNonNull(world.networks().get("horizon")))).contains("horizon-mgmt");
  }

  @Test
  void observesVmsOfThatFolderOnly() throws InterruptedException {
    String here = createFolder();
    String elsewhere = createFolder();
    VmPath vm = deploy(here, "10.20.0.11");
    VmPath other = deploy(elsewhere, "10.20.0.12");

    ObservedWorld world = observe(placement(here), vm.name(), other.name());

    assertThat(world.vms()).containsOnlyKeys(vm.name());
    assertThat(world.vm(vm.name()).map(ObservedVm::reference))
        .isEqualTo(vcenter.findVm(vm).map(ObservedVm::reference));
  }

  @Test
  void tellsWhereAVmStands() throws InterruptedException {
    String here = createFolder();
    Placement inPool =
        new Placement(
            "LON",
            "mgmt-01",
            "",
            "Management/Horizon",
            "vsan-01",
            "",
            here,
            null,
            networks("horizon-mgmt"));
    VmPath vm = inPool.vm(unique("hcc"));
    vcenter.deploy(deployment(vm, inPool, Map.of()), (sent, total) -> {});
    VmPath clone = inPool.vm(unique("hcc"));
    vcenter.cloneVm(new Cloning(clone, vm, inPool, Map.of(), Map.of()));
    VmPath other = deploy(here, "10.20.0.11");

    assertThat(place(observe(inPool, vm.name(), clone.name(), other.name()), vm, clone, other))
        .containsExactly(
            new ObservedPlacement(
                "Management/Horizon", List.of("vsan-01"), List.of("horizon-mgmt")),
            new ObservedPlacement(
                "Management/Horizon", List.of("vsan-01"), List.of("horizon-mgmt")),
            new ObservedPlacement("", List.of("vsan-01"), List.of("horizon-mgmt")));
    assertThat(place(observe(placement(here), vm.name(), other.name()), vm, other))
        .extracting(ObservedPlacement::resourcePool)
        .containsExactly("Horizon", "");
  }

  @Test
  void tellsOnWhichMemberOfADatastoreClusterAVmStands() throws InterruptedException {
    Placement member = onDatastoreCluster("pod-01", "pod-01/nfs-12", createFolder());
    VmPath vm = member.vm(unique("hcc"));
    vcenter.deploy(deployment(vm, member, Map.of()), (sent, total) -> {});

    assertThat(place(observe(member, vm.name()), vm))
        .extracting(ObservedPlacement::datastores)
        .containsExactly(List.of("nfs-12"));
  }

  private static List<ObservedPlacement> place(ObservedWorld world, VmPath... vms) {
    return Stream.of(vms)
        .map(vm -> requireNonNull(world.vm(vm.name()).orElseThrow().placement()))
        .toList();
  }

  @Test
  void observesWhoReportsAnAddress() throws InterruptedException {
    String address = "10.20.7.7";
    VmPath vm = deploy(createFolder(), address);
    ObservationQuery query =
        new ObservationQuery(
            placement(unique("elsewhere")), List.of(), List.of(address, "10.20.7.8"));
    assertThat(vcenter.observe(query).addressHolders()).isEmpty();

    vcenter.powerOn(vm);
    vcenter.awaitAddress(vm, address, Duration.ofMinutes(1));

    assertThat(vcenter.observe(query).addressHolders())
        .containsExactly(new AddressHolder(address, reference(vm), vm.name(), true));
  }

  // folders

  @Test
  void createsFoldersWithTheirParentsAndMarksThem() throws InterruptedException {
    String top = unique("top");

    vcenter.createFolder("LON", top + "/middle/bottom", Map.of(Marks.BLUEPRINT, BLUEPRINT));

    for (String path : List.of(top, top + "/middle", top + "/middle/bottom")) {
      assertThat(observe(placement(path)).folder())
          .contains(new ObservedFolder(path, Map.of(Marks.BLUEPRINT, BLUEPRINT)));
    }
  }

  @Test
  void marksOnlyFoldersThatItCreates() throws InterruptedException {
    String top = unique("top");
    vcenter.createFolder("LON", top, Map.of(Marks.BLUEPRINT, "other"));

    vcenter.createFolder("LON", top + "/bottom", Map.of(Marks.BLUEPRINT, BLUEPRINT));
    vcenter.createFolder("LON", top + "/bottom", Map.of(Marks.BLUEPRINT, "third"));

    assertThat(marks(top)).containsExactly(Map.entry(Marks.BLUEPRINT, "other"));
    assertThat(marks(top + "/bottom")).containsExactly(Map.entry(Marks.BLUEPRINT, BLUEPRINT));
  }

  @Test
  void createsNoFolderInADatacenterThatIsMissing() {
    assertThatThrownBy(() -> vcenter.createFolder("NYC", "any", Map.of()))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("NYC");
  }

  @Test
  void takesNamesWithAPercentSign() throws InterruptedException {
    String path = unique("100% own") + "/%2";

    vcenter.createFolder("LON", path, Map.of(Marks.BLUEPRINT, BLUEPRINT));
    vcenter.createFolder("LON", path, Map.of(Marks.BLUEPRINT, "second"));

    assertThat(marks(path)).containsExactly(Map.entry(Marks.BLUEPRINT, BLUEPRINT));
  }

  @Test
  void removesMarkedAndEmptyFoldersFromBelow() throws InterruptedException {
    String top = unique("top");
    vcenter.createFolder("LON", top, Map.of(Marks.BLUEPRINT, "other"));
    vcenter.createFolder("LON", top + "/a/b", Map.of(Marks.BLUEPRINT, BLUEPRINT));

    assertThat(vcenter.removeFolders("LON", top + "/a/b", Marks.BLUEPRINT, BLUEPRINT))
        .containsExactly(top + "/a/b", top + "/a");

    assertThat(observe(placement(top)).folder()).isPresent();
    assertThat(observe(placement(top + "/a")).folder()).isEmpty();
  }

  @Test
  void removesParentsOfAFolderThatIsGoneAlready() throws InterruptedException {
    String top = unique("top");
    vcenter.createFolder("LON", top, Map.of(Marks.BLUEPRINT, BLUEPRINT));

    assertThat(vcenter.removeFolders("LON", top + "/gone", Marks.BLUEPRINT, BLUEPRINT))
        .containsExactly(top);
  }

  @Test
  void keepsFoldersThatAreNotEmpty() throws InterruptedException {
    String top = createFolder();
    VmPath vm = deploy(top, "10.20.0.11");

    assertThat(vcenter.removeFolders("LON", top, Marks.BLUEPRINT, BLUEPRINT)).isEmpty();

    assertThat(vcenter.findVm(vm)).isPresent();
  }

  @Test
  void removesNoFolderWhereThereIsNone() throws InterruptedException {
    assertThat(vcenter.removeFolders("LON", unique("none"), Marks.BLUEPRINT, BLUEPRINT)).isEmpty();
  }

  // resource pools

  @Test
  void observesResourcePools() throws InterruptedException {
    assertThat(observe(placement("")).pool().found()).map(ObservedPool::path).contains("");
    assertThat(pool("Management/Horizon"))
        .isEqualTo(
            new Lookup.Found<>(new ObservedPool("Management/Horizon", Map.of(), shares("normal"))));
    assertThat(existing(pool("Management/Horizn"))).contains("Management", "Management/Horizon");
  }

  @Test
  void createsPoolsWithTheirParentsAndMarksThem() throws InterruptedException {
    String top = unique("pool");

    vcenter.createPool(poolSpec(top + "/bottom", shares("high")), OURS);

    assertThat(pool(top))
        .isEqualTo(new Lookup.Found<>(new ObservedPool(top, OURS, shares("normal"))));
    assertThat(pool(top + "/bottom"))
        .isEqualTo(new Lookup.Found<>(new ObservedPool(top + "/bottom", OURS, shares("high"))));
  }

  @Test
  void leavesPoolsThatExistAsTheyAre() throws InterruptedException {
    vcenter.createPool(poolSpec("Management/Horizon", shares("high")), OURS);

    assertThat(pool("Management/Horizon"))
        .isEqualTo(
            new Lookup.Found<>(new ObservedPool("Management/Horizon", Map.of(), shares("normal"))));
  }

  @Test
  void createsNoPoolInAClusterThatIsMissing() {
    assertThatThrownBy(() ->
            vcenter.createPool(new PoolSpec("LON", "mgmt-99", "any", Settings.NONE), Map.of()))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("mgmt-99");
  }

  @Test
  void configuresOnlyWhatIsDeclaredOfAPool() throws InterruptedException {
    String path = unique("pool");
    vcenter.createPool(poolSpec(path, shares("low")), OURS);

    vcenter.configurePool(poolSpec(path, Settings.of(Map.of(PoolSettings.CPU_SHARES, "12000"))));

    assertThat(pool(path).found().orElseThrow().settings())
        .isEqualTo(
            Settings.of(
                Map.of(PoolSettings.CPU_SHARES, "12000", PoolSettings.MEMORY_SHARES, "low")));
  }

  @Test
  void saysWhichPoolIsMissing() {
    assertThat(refusal(() -> vcenter.configurePool(poolSpec("no-such", shares("low")))))
        .hasMessageContaining("no-such");
  }

  @Test
  void removesMarkedAndEmptyPoolsFromBelow() throws InterruptedException {
    PoolSpec bottom = poolSpec("Management/" + unique("a") + "/b", Settings.NONE);
    vcenter.createPool(bottom, OURS);

    assertThat(vcenter.removePools(bottom, Marks.BLUEPRINT, "other")).isEmpty();
    assertThat(vcenter.removePools(bottom, Marks.BLUEPRINT, BLUEPRINT))
        .containsExactly(bottom.path(), bottom.path().replace("/b", ""));

    assertThat(pool("Management").found()).isPresent();
    assertThat(vcenter.removePools(bottom, Marks.BLUEPRINT, BLUEPRINT)).isEmpty();
  }

  @Test
  void deploysAndClonesIntoAPoolAndKeepsItWhileItIsUsed() throws InterruptedException {
    PoolSpec pool = poolSpec(unique("pool"), Settings.NONE);
    vcenter.createPool(pool, OURS);
    String there = createFolder();
    Placement placement =
        new Placement(
            "LON",
            "mgmt-01",
            "",
            pool.path(),
            "vsan-01",
            "",
            there,
            null,
            networks("horizon-mgmt"));
    VmPath vm = placement.vm(unique("hcc"));
    VmPath clone = placement.vm(unique("hcc"));

    vcenter.deploy(deployment(vm, placement, Map.of()), (sent, total) -> {});
    vcenter.cloneVm(new Cloning(clone, vm, placement, Map.of(), Map.of()));

    vcenter.destroyVm(vm);
    assertThat(vcenter.removePools(pool, Marks.BLUEPRINT, BLUEPRINT)).isEmpty();
    vcenter.destroyVm(clone);
    assertThat(vcenter.removePools(pool, Marks.BLUEPRINT, BLUEPRINT)).containsExactly(pool.path());
  }

  // datastore clusters

  @Test
  void observesTheMembersOfADatastoreCluster() throws InterruptedException {
    ObservedWorld world = observe(onDatastoreCluster("pod-01", "", ""));

    assertThat(world.datastores().found().orElseThrow())
        .allSatisfy(member -> {
          assertThat(member.usable()).isTrue();
          assertThat(member.freeBytes()).isPositive();
        })
        .extracting(ObservedDatastore::name)
        .containsExactly("nfs-11", "nfs-12");
    assertThat(world.cluster().found().orElseThrow().datastores()).contains("nfs-11", "nfs-12");
    assertThat(existing(observe(onDatastoreCluster("pod-1", "", "")).datastores()))
        .containsExactly("pod-01");
    assertThat(observe(onDatastoreCluster("vsan-01", "", "")).datastores().found()).isEmpty();
  }

  @Test
  void deploysAndClonesOntoMembersOfADatastoreCluster() throws InterruptedException {
    String there = createFolder();
    Placement first = onDatastoreCluster("pod-01", "pod-01/nfs-12", there);
    Placement second = onDatastoreCluster("pod-01", "pod-01/nfs-11", there);
    VmPath vm = first.vm(unique("hcc"));
    VmPath clone = second.vm(unique("hcc"));

    vcenter.deploy(deployment(vm, first, Map.of()), (sent, total) -> {});
    vcenter.cloneVm(new Cloning(clone, vm, second, Map.of(), Map.of()));

    assertThat(vcenter.findVm(vm)).isPresent();
    assertThat(vcenter.findVm(clone)).isPresent();
  }

  @Test
  void deploysNothingToAMemberThatIsGone() throws InterruptedException {
    Placement gone = onDatastoreCluster("pod-01", "pod-01/nfs-99", createFolder());

    assertThat(
            refusal(() ->
                vcenter.deploy(
                    deployment(gone.vm(unique("hcc")), gone, Map.of()), (sent, total) -> {})))
        .hasMessageContaining("nfs-99");
  }

  private static Placement onDatastoreCluster(String name, String datastore, String folderPath) {
    return new Placement(
        "LON", "mgmt-01", "", "", datastore, name, folderPath, null, networks("horizon-mgmt"));
  }

  // hosts

  @Test
  void observesAHostInNoClusterAsAClusterOfOne() throws InterruptedException {
    ObservedWorld world = observe(onHost("", LONE_HOST, ""));

    ObservedCluster alone = world.cluster().found().orElseThrow();
    assertThat(alone.name()).isEqualTo(LONE_HOST);
    assertThat(alone.hosts()).containsExactly(new ObservedHost(LONE_HOST, true, false));
    assertThat(alone.datastores()).contains("vsan-01");
    assertThat(alone.drsEnabled()).isFalse();
    assertThat(existing(observe(onHost("", "esx-2", "")).cluster())).containsExactly(LONE_HOST);
    assertThat(observe(onHost("", "mgmt-01", "")).cluster().found()).isEmpty();
    assertThat(observe(onHost(LONE_HOST, "", "")).cluster().found()).isEmpty();
  }

  @Test
  void deploysAndClonesOntoAHostInNoCluster() throws InterruptedException {
    assertMadeOn(LONE_HOST, onHost("", LONE_HOST, createFolder()));
  }

  @Test
  void deploysAndClonesOntoTheHostThatIsNamed() throws InterruptedException {
    String last = cluster().hosts().getLast().name();

    assertMadeOn(last, onHost("mgmt-01", last, createFolder()));
  }

  @Test
  void deploysNothingToAHostThatIsMissing() throws InterruptedException {
    Placement nowhere = onHost("mgmt-01", LONE_HOST, createFolder());
    VmPath vm = nowhere.vm(unique("hcc"));

    PortException refused =
        refusal(() -> vcenter.deploy(deployment(vm, nowhere, Map.of()), (sent, total) -> {}));

    assertThat(refused).hasMessageContaining(LONE_HOST);
    assertThat(vcenter.findVm(vm)).isEmpty();
  }

  private void assertMadeOn(String host, Placement placement) throws InterruptedException {
    VmPath vm = placement.vm(unique("hcc"));
    VmPath clone = placement.vm(unique("hcc"));

    vcenter.deploy(deployment(vm, placement, Map.of()), (sent, total) -> {});
    vcenter.cloneVm(new Cloning(clone, vm, placement, Map.of(), Map.of()));

    assertThat(vcenter.findVm(vm)).map(ObservedVm::host).contains(host);
    assertThat(vcenter.findVm(clone)).map(ObservedVm::host).contains(host);
  }

  private static Placement onHost(String cluster, String host, String folderPath) {
    return new Placement(
        "LON", cluster, host, "", "vsan-01", "", folderPath, null, networks("horizon-mgmt"));
  }

  // deploy

  @Test
  void deploysPoweredOffWithBirthMarks() throws InterruptedException {
    VmPath vm = new VmPath("LON", createFolder(), unique("hcc"));
    List<Long> sent = new ArrayList<>();
    List<Long> totals = new ArrayList<>();

    List<String> warnings =
        vcenter.deploy(
            deployment(vm, "10.20.0.11"),
            (soFar, total) -> {
              sent.add(soFar);
              totals.add(total);
            });

    assertThat(warnings).isEmpty();
    long all = (long) tiny.diskBytes() + tiny.imageBytes();
    assertThat(totals).isNotEmpty().containsOnly(all);
    assertThat(sent).isSorted().endsWith(all);
    ObservedVm observed = vcenter.findVm(vm).orElseThrow();
    assertThat(observed.name()).isEqualTo(vm.name());
    assertThat(observed.poweredOn()).isFalse();
    assertThat(observed.host()).isNotNull();
    assertThat(observed.marks()).isEmpty();
    assertThat(observed.birthMarks()).isEqualTo(Marks.atBirth(BLUEPRINT, vm.name()));
    assertThat(observed.isHalfMade(BLUEPRINT, vm.name())).isTrue();
    assertThat(observed.addresses()).isEmpty();
  }

  @Test
  void readsPropertiesBackButNoPasswords() throws InterruptedException {
    ObservedVm vm = vcenter.findVm(deploy(createFolder(), "10.20.0.11")).orElseThrow();

    assertThat(vm.properties())
        .containsExactly(
            Map.entry("build", "1"),
            Map.entry("cluster.size", "2"),
            Map.entry("ip", "10.20.0.11"),
            Map.entry("role", "worker"));
    assertThat(vm.toString()).doesNotContain(PASSWORD);
  }

  @Test
  void deploysNoSecondVmOfTheSameName() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");
    Optional<ObservedVm> before = vcenter.findVm(vm);

    PortException refused =
        refusal(() -> vcenter.deploy(deployment(vm, "10.20.0.99"), (sent, total) -> {}));

    assertThat(refused.category()).isEqualTo(Category.CONFLICT);
    assertThat(refused).hasMessageContaining(vm.name());
    assertThat(vcenter.findVm(vm)).isEqualTo(before);
  }

  @Test
  void deploysNothingThatVCenterRefuses() throws InterruptedException {
    VmPath vm = new VmPath("LON", createFolder(), unique("hcc"));
    Map<String, Secret> properties =
        Map.of(
            "no.such",
            new Secret("x"),
            "unknown",
            new Secret("y"),
            "cluster.size",
            new Secret("not-a-number-" + PASSWORD));

    PortException refused =
        refusal(() ->
            vcenter.deploy(
                deployment(vm, placement(vm.folder()), properties), (sent, total) -> {}));

    assertThat(refused.category()).isEqualTo(Category.USER);
    assertThat(refused.code()).isEqualTo("vcenter/import-refused");
    assertThat(refused.toDiagnostic().detail()).contains("no.such", "unknown", "cluster.size");
    assertThat(refused.toDiagnostic().toString()).doesNotContain(PASSWORD);
    assertThat(vcenter.findVm(vm)).isEmpty();
  }

  @Test
  void deploysNothingToAPlaceThatIsMissing() throws InterruptedException {
    VmPath vm = new VmPath("LON", createFolder(), unique("hcc"));
    Placement nowhere =
        new Placement("LON", "mgmt-01", "vsan-99", vm.folder(), networks("horizon-mgmt"));

    PortException refused =
        refusal(() -> vcenter.deploy(deployment(vm, nowhere, Map.of()), (sent, total) -> {}));

    assertThat(refused).hasMessageContaining("vsan-99");
    assertThat(vcenter.findVm(vm)).isEmpty();
  }

  @Test
  void leavesNoVmWhenAFileIsDamaged() throws IOException, InterruptedException {
    VmPath vm = new VmPath("LON", createFolder(), unique("hcc"));
    tiny.damage();

    PortException refused =
        refusal(() -> vcenter.deploy(deployment(vm, "10.20.0.11"), (sent, total) -> {}));

    assertThat(refused.category()).isEqualTo(Category.USER);
    assertThat(refused.code()).isEqualTo("ovf/manifest-mismatch");
    assertThat(refused).hasMessageContaining("tiny-disk1.vmdk");
    assertThat(vcenter.findVm(vm)).isEmpty();
  }

  @Test
  void leavesNoVmWhenInterruptedDuringTheUpload() throws InterruptedException {
    VmPath vm = new VmPath("LON", createFolder(), unique("hcc"));

    assertThatThrownBy(() ->
            vcenter.deploy(
                deployment(vm, "10.20.0.11"), (sent, total) -> Thread.currentThread().interrupt()))
        .isInstanceOf(InterruptedException.class);

    assertThat(Thread.interrupted()).isFalse();
    assertThat(vcenter.findVm(vm)).isEmpty();
    vcenter.deploy(deployment(vm, "10.20.0.11"), (sent, total) -> {});
    assertThat(vcenter.findVm(vm)).isPresent();
  }

  // cloneVm

  @Test
  void clonesAWholeVmIntoAHalfMadeOneWithPropertiesOfItsOwn() throws InterruptedException {
    VmPath source = deploy(createFolder(), "10.20.0.11");
    vcenter.mark(source, Marks.whenComplete(BLUEPRINT, source.name(), "source"));
    ObservedVm before = vcenter.findVm(source).orElseThrow();
    VmPath vm = new VmPath("LON", source.folder(), unique("hcc"));

    vcenter.cloneVm(cloning(vm, source, "10.20.0.12"));

    ObservedVm clone = vcenter.findVm(vm).orElseThrow();
    assertThat(clone.name()).isEqualTo(vm.name());
    assertThat(clone.reference()).isNotEqualTo(before.reference());
    assertThat(clone.poweredOn()).isFalse();
    assertThat(clone.birthMarks()).isEqualTo(Marks.atBirth(BLUEPRINT, vm.name()));
    assertThat(clone.isHalfMade(BLUEPRINT, vm.name())).isTrue();

    assertThat(clone.properties())
        .containsExactly(
            Map.entry("build", "1"),
            Map.entry("cluster.size", "3"),
            Map.entry("ip", "10.20.0.12"),
            Map.entry("role", "worker"));
    assertThat(vcenter.findVm(source)).contains(before);

    vcenter.mark(vm, Marks.whenComplete(BLUEPRINT, vm.name(), "source"));

    assertThat(vcenter.findVm(vm).orElseThrow().belongsTo(BLUEPRINT, vm.name())).isTrue();
  }

  @Test
  void aCloneRunsWithItsOwnAddress() throws InterruptedException {
    VmPath source = deploy(createFolder(), "127.20.0.11");
    VmPath vm = new VmPath("LON", source.folder(), unique("hcc"));
    vcenter.cloneVm(cloning(vm, source, "127.20.0.12"));

    vcenter.powerOn(source);
    vcenter.powerOn(vm);

    assertThat(vcenter.awaitAddress(vm, "127.20.0.12", Duration.ofSeconds(30)).addresses())
        .contains("127.20.0.12");
    assertThat(vcenter.awaitAddress(source, "127.20.0.11", Duration.ofSeconds(30)).addresses())
        .contains("127.20.0.11");
  }

  @Test
  void observesWhatNodesAreClonedFrom() throws InterruptedException {
    VmPath source = deploy(createFolder(), "127.20.0.11");
    ObservationQuery query = new ObservationQuery(placement(source.folder()), List.of());

    assertThat(vcenter.observe(query).origins()).isEqualTo(ObservedOrigins.NONE);
    ObservedOrigins found =
        vcenter.observe(query.with(Set.of(source), Set.of("vcsim-windows-static"))).origins();
    assertThat(template(found).found().orElseThrow())
        .satisfies(template -> {
          assertThat(template.marked()).isFalse();
          assertThat(template.poweredOn()).isFalse();
          assertThat(template.adapters()).hasSize(1);
        });
    assertThat(found.customization("vcsim-windows-static")).contains(new Lookup.Found<>("Windows"));

    VmPath misspelt = new VmPath("LON", source.folder(), "hcx");
    ObservedOrigins missing =
        vcenter.observe(query.with(Set.of(misspelt), Set.of("vcsim-window"))).origins();
    assertThat(template(missing)).isEqualTo(new Lookup.Missing<>(List.of(source.pathInFolder())));
    assertThat(missing.customization("vcsim-window").orElseThrow())
        .isInstanceOfSatisfying(
            Lookup.Missing.class,
            names -> assertThat(names.existing().contains("vcsim-windows-static")).isTrue());
  }

  @Test
  void aCloneIsWhoItsCustomizationSays() throws InterruptedException {
    VmPath source = deploy(createFolder(), "127.20.0.11");
    ObservationQuery query = new ObservationQuery(placement(source.folder()), List.of());
    String adapter =
        template(vcenter.observe(query.with(Set.of(source), Set.of())).origins())
            .found()
            .orElseThrow()
            .adapters()
            .getFirst();
    VmPath vm = new VmPath("LON", source.folder(), unique("w"));
    Placement target =
        new Placement(
            "LON", "mgmt-01", "vsan-01", source.folder(), Map.of(adapter, "horizon-mgmt"));

    vcenter.cloneVm(customized(vm, source, target, "vcsim-windows-static"));
    vcenter.powerOn(vm);

    assertThat(vcenter.awaitAddress(vm, "127.20.0.14", Duration.ofSeconds(30)).addresses())
        .contains("127.20.0.14");
  }

  @Test
  void clonesNothingWithoutItsCustomization() throws InterruptedException {
    VmPath source = deploy(createFolder(), "127.20.0.11");
    VmPath vm = new VmPath("LON", source.folder(), unique("w"));

    PortException refused =
        refusal(() ->
            vcenter.cloneVm(customized(vm, source, placement(source.folder()), "no-such-spec")));

    assertThat(refused).hasMessageContaining("no-such-spec");
    assertThat(vcenter.findVm(vm)).isEmpty();
  }

  private static Lookup<ObservedTemplate> template(ObservedOrigins origins) {
    return origins.templates().values().iterator().next();
  }

  private static Cloning customized(
      VmPath vm, VmPath source, Placement target, String specification) {
    GuestIdentity identity =
        new GuestIdentity(
            specification,
            "w-1",
            "127.20.0.14",
            "255.255.255.0",
            "127.20.0.1",
            List.of("127.20.0.2"),
            "example.org");
    Map<String, String> adapters = new TreeMap<>(target.networks());
    adapters.remove("VM Network");
    return new Cloning(
        vm, source, target, adapters, Map.of(), identity, Marks.atBirth(BLUEPRINT, vm.name()));
  }

  @Test
  void clonesNoVmThatRuns() throws InterruptedException {
    VmPath source = deploy(createFolder(), "127.20.0.11");
    vcenter.powerOn(source);
    VmPath vm = new VmPath("LON", source.folder(), unique("hcc"));

    PortException refused = refusal(() -> vcenter.cloneVm(cloning(vm, source, "127.20.0.12")));

    assertThat(refused.category()).isEqualTo(Category.CONFLICT);
    assertThat(refused.code()).isEqualTo("vcenter/source-running");
    assertThat(vcenter.findVm(vm)).isEmpty();
  }

  @Test
  void clonesNoSecondVmOfTheSameName() throws InterruptedException {
    VmPath source = deploy(createFolder(), "10.20.0.11");
    VmPath vm = deploy(source.folder(), "10.20.0.12");
    Optional<ObservedVm> before = vcenter.findVm(vm);

    PortException refused = refusal(() -> vcenter.cloneVm(cloning(vm, source, "10.20.0.13")));

    assertThat(refused.category()).isEqualTo(Category.CONFLICT);
    assertThat(vcenter.findVm(vm)).isEqualTo(before);
  }

  @Test
  void saysThatTheVmToCloneIsMissing() throws InterruptedException {
    String path = createFolder();
    VmPath vm = new VmPath("LON", path, unique("hcc"));
    VmPath source = new VmPath("LON", path, "gone");

    PortException refused = refusal(() -> vcenter.cloneVm(cloning(vm, source, "10.20.0.13")));

    assertThat(refused.category()).isEqualTo(Category.CONFLICT);
    assertThat(refused).hasMessageContaining("gone");
    assertThat(vcenter.findVm(vm)).isEmpty();
  }

  // mark

  @Test
  void marksAVmAndKeepsItsOtherMarks() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");

    vcenter.mark(vm, Marks.whenComplete(BLUEPRINT, vm.name(), "digest-1"));
    vcenter.mark(vm, Map.of(Marks.HOST_KEY, "SHA256:abc", Marks.SOURCE, "digest-2"));

    ObservedVm observed = vcenter.findVm(vm).orElseThrow();
    assertThat(observed.marks())
        .isEqualTo(
            Map.of(
                Marks.BLUEPRINT,
                BLUEPRINT,
                Marks.NODE,
                vm.name(),
                Marks.SOURCE,
                "digest-2",
                Marks.HOST_KEY,
                "SHA256:abc"));
    assertThat(observed.belongsTo(BLUEPRINT, vm.name())).isTrue();
    assertThat(observed.isHalfMade(BLUEPRINT, vm.name())).isFalse();
  }

  @Test
  void saysWhichVmIsMissing() {
    VmPath missing = new VmPath("LON", "", unique("missing"));

    assertThatThrownBy(() -> vcenter.mark(missing, Map.of(Marks.NODE, "x")))
        .isInstanceOf(PortException.class)
        .hasMessageContaining(missing.name());
    assertThatThrownBy(() -> vcenter.powerOn(missing))
        .isInstanceOf(PortException.class)
        .hasMessageContaining(missing.name());
    assertThatThrownBy(() -> vcenter.powerOff(missing))
        .isInstanceOf(PortException.class)
        .hasMessageContaining(missing.name());
    assertThatThrownBy(() -> vcenter.awaitAddress(missing, "10.20.0.11", Duration.ofSeconds(5)))
        .isInstanceOf(PortException.class)
        .hasMessageContaining(missing.name());
  }

  // reconfigure

  @Test
  void changesOnlyTheHaFieldsThatAreNamed() throws InterruptedException {
    reconfigure(ha("true", "true", "vmMonitoringDisabled", "true"));
    ObservedCluster before = cluster();

    reconfigure(Settings.of(Map.of("hostMonitoring", "false", "vmMonitoring", "vmMonitoringOnly")));
    ObservedCluster after = cluster();

    assertThat(before.ha().values())
        .containsAllEntriesOf(ha("true", "true", "vmMonitoringDisabled", "true").values());
    assertThat(after.ha())
        .isEqualTo(before.ha().overriddenBy(ha("true", "false", "vmMonitoringOnly", "true")));
    assertThat(after.rules()).isEqualTo(before.rules());
    assertThat(after.drsEnabled()).isEqualTo(before.drsEnabled());
  }

  @Test
  void keepsEachHaSetting() throws InterruptedException {
    Map<String, String> declared = new TreeMap<>();
    ClusterSettings.HA.stream()
        .filter(setting -> !setting.path().startsWith("admissionControlPolicy."))
        .forEach(
            setting -> anyValue(setting).ifPresent(value -> declared.put(setting.path(), value)));
    Settings wanted =
        new Settings(
            new TreeMap<>(declared),
            new TreeMap<>(Map.of("heartbeatDatastore", List.of("vsan-01"))));

    reconfigure(wanted);

    assertThat(cluster().ha().values()).containsAllEntriesOf(wanted.values());
    assertThat(cluster().ha().names()).containsAllEntriesOf(wanted.names());

    Settings one =
        Settings.of(Map.of("defaultVmSettings.vmToolsMonitoringSettings.minUpTime", "7"));
    Settings before = cluster().ha();
    reconfigure(one);
    assertThat(cluster().ha()).isEqualTo(before.overriddenBy(one));
  }

  @Test
  void keepsEachKindOfAdmissionControlPolicy() throws InterruptedException {
    Settings level = policy(Map.of("type", "failoverLevel", "failoverLevel", "2"));
    Settings computed =
        policy(
            Map.of(
                "type", "failoverResources",
                "autoComputePercentages", "true",
                "failoverLevel", "1",
                "resourceReductionToToleratePercent", "50"));
    Settings percentages =
        policy(
            Map.of(
                "type", "failoverResources",
                "autoComputePercentages", "false",
                "cpuFailoverResourcesPercent", "25",
                "memoryFailoverResourcesPercent", "30"));
    String host = cluster().hosts().getLast().name();
    Settings hosts =
        policy(Map.of("type", "failoverHosts"))
            .overriddenBy(
                new Settings(
                    new TreeMap<>(),
                    new TreeMap<>(Map.of("admissionControlPolicy.failoverHosts", List.of(host)))));

    for (Settings policy : List.of(level, computed, percentages, hosts, level)) {
      reconfigure(policy);
      assertThat(policy.differingFrom(cluster().ha())).isEqualTo(Settings.NONE);
    }
    assertThat(cluster().ha().names()).doesNotContainKey("admissionControlPolicy.failoverHosts");
  }

  @Test
  void saysWhichHostOrDatastoreIsMissing() {
    for (String path : List.of("heartbeatDatastore", "admissionControlPolicy.failoverHosts")) {
      Settings missing =
          policy(Map.of("type", "failoverHosts"))
              .overriddenBy(
                  new Settings(new TreeMap<>(), new TreeMap<>(Map.of(path, List.of("no-such")))));
      assertThat(refusal(() -> reconfigure(missing)).toDiagnostic().toString()).contains("no-such");
    }
  }

  @Test
  void keepsEachSettingOfOneVm() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");
    Map<String, String> declared = new TreeMap<>();
    ClusterSettings.HA_OVERRIDE.forEach(
        setting -> anyValue(setting).ifPresent(value -> declared.put(setting.path(), value)));

    override(Map.of(vm, Settings.of(declared)));
    assertThat(cluster().haOverrides()).containsEntry(reference(vm), Settings.of(declared));

    Settings one = Settings.of(Map.of("isolationResponse", "shutdown"));
    override(Map.of(vm, one));
    assertThat(cluster().haOverrides())
        .containsEntry(reference(vm), Settings.of(declared).overriddenBy(one));
  }

  /** A value that a setting may have, and seldom has by default. */
  private static Optional<String> anyValue(Setting setting) {
    return switch (setting.values()) {
      case Values.Truth truth -> Optional.of("true");
      case Values.WholeNumber(int minimum, int maximum) -> Optional.of(String.valueOf(maximum));
      case Values.Words(List<String> words) -> Optional.of(words.getLast());
      case Values.Names names -> Optional.empty();
    };
  }

  private static Settings policy(Map<String, String> values) {
    Map<String, String> paths = new TreeMap<>();
    values.forEach((name, value) -> paths.put("admissionControlPolicy." + name, value));
    return Settings.of(paths);
  }

  @Test
  void switchesDrsOn() throws InterruptedException {
    vcenter.reconfigure(
        ClusterReconfiguration.settings("LON", "mgmt-01", Settings.NONE, DRS_ON, Map.of()));

    assertThat(cluster().drsEnabled()).isTrue();
  }

  @Test
  void addsEditsAndRemovesARule() throws InterruptedException {
    String folderPath = createFolder();
    VmPath first = deploy(folderPath, "10.20.0.11");
    VmPath second = deploy(folderPath, "10.20.0.12");
    VmPath third = deploy(folderPath, "10.20.0.13");
    String name = unique("rule");
    String foreign = unique("foreign");
    putRule(ClusterRule.antiAffinity(foreign, List.of(first, third), false));
    Optional<ObservedCluster.ObservedRule> foreignBefore = cluster().rule(foreign);

    putRule(ClusterRule.antiAffinity(name, List.of(first, second), false));
    assertRule(name, false, first, second);

    putRule(ClusterRule.antiAffinity(name, List.of(first, second, third), true));
    putRule(ClusterRule.antiAffinity(name, List.of(third, first, second), true));
    assertRule(name, true, first, second, third);
    assertThat(cluster().rules()).filteredOn(rule -> rule.name().equals(name)).hasSize(1);

    removeRule(name);
    removeRule(name);
    assertThat(cluster().rule(name)).isEmpty();
    assertThat(cluster().rule(foreign)).isEqualTo(foreignBefore);
    removeRule(foreign);
  }

  @Test
  void addsEditsAndRemovesEachTypeOfRuleWithItsGroups() throws InterruptedException {
    String folderPath = createFolder();
    VmPath first = deploy(folderPath, "10.20.0.11");
    VmPath second = deploy(folderPath, "10.20.0.12");
    List<String> hosts = cluster().hosts().stream().map(ObservedHost::name).sorted().toList();
    for (RuleType type : RuleType.values()) {
      String name = unique("rule/" + type.word());
      boolean toHosts = type == RuleType.VM_HOST_AFFINITY || type == RuleType.VM_HOST_ANTI_AFFINITY;
      boolean dependency = type == RuleType.DEPENDENCY;
      List<VmPath> before = dependency ? List.of(first) : List.of();
      List<VmPath> vms = dependency ? List.of(second) : List.of(first, second);
      ClusterRule rule =
          new ClusterRule(
              name, type, vms, toHosts ? hosts.subList(0, 1) : List.of(), before, false);
      int groupsBefore = cluster().groups().size();

      putRule(rule);
      assertRule(rule);
      ClusterRule other =
          new ClusterRule(
              name,
              type,
              dependency ? List.of(first) : List.of(second, first),
              toHosts ? hosts.subList(1, 3) : List.of(),
              dependency ? List.of(second) : List.of(),
              true);
      putRule(other);
      putRule(new ClusterRule(name, type, other.vms(), other.hosts(), other.dependsOn(), null));
      assertRule(other);

      removeRule(name);
      assertThat(cluster().rule(name)).isEmpty();
      assertThat(cluster().groups()).hasSize(groupsBefore);
    }
  }

  private void assertRule(ClusterRule rule) throws InterruptedException {
    ObservedCluster.ObservedRule seen = cluster().rule(rule.name()).orElseThrow();
    assertThat(seen.type()).isEqualTo(rule.type());
    assertThat(seen.enabled()).isTrue();
    assertThat(seen.mandatory()).isEqualTo(rule.mandatory());
    assertThat(seen.vms()).containsExactlyInAnyOrderElementsOf(references(rule.vms()));
    assertThat(seen.hosts()).containsExactlyInAnyOrderElementsOf(rule.hosts());
    assertThat(seen.dependsOn()).containsExactlyInAnyOrderElementsOf(references(rule.dependsOn()));
  }

  private List<String> references(List<VmPath> vms) throws InterruptedException {
    List<String> references = new ArrayList<>();
    for (VmPath vm : vms) {
      references.add(reference(vm));
    }
    return references;
  }

  @Test
  void setsTheAutomationLevelOfTheClusterAndOfOneVm() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");
    Settings before = cluster().drs();
    for (String level : List.of("manual", "partiallyAutomated", "disabled", "fullyAutomated")) {
      Settings settings = Settings.of(Map.of("automationLevel", level));
      vcenter.reconfigure(
          new ClusterReconfiguration(
              "LON",
              "mgmt-01",
              Settings.NONE,
              level.equals("disabled") ? Settings.NONE : settings,
              Map.of(),
              Map.of(vm, settings),
              List.of(),
              List.of()));
      assertThat(cluster().drsOverrides()).containsEntry(reference(vm), settings);
      if (!level.equals("disabled")) {
        assertThat(cluster().drs()).isEqualTo(before.overriddenBy(settings));
      }
    }
  }

  @Test
  void setsAndChangesTheRestartPriorityOfOneVm() throws InterruptedException {
    String folderPath = createFolder();
    VmPath vm = deploy(folderPath, "10.20.0.11");
    VmPath other = deploy(folderPath, "10.20.0.12");

    override(Map.of(vm, priority("high"), other, priority("low")));
    override(Map.of(vm, priority("disabled")));

    assertThat(cluster().haOverrides())
        .containsEntry(reference(vm), priority("disabled"))
        .containsEntry(reference(other), priority("low"));
  }

  @Test
  void makesAllChangesOrNone() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");
    VmPath missing = new VmPath("LON", vm.folder(), unique("missing"));
    String name = unique("rule");

    PortException refused =
        refusal(() ->
            vcenter.reconfigure(
                new ClusterReconfiguration(
                    "LON",
                    "mgmt-01",
                    Settings.NONE,
                    Settings.NONE,
                    Map.of(vm, priority("high")),
                    Map.of(),
                    List.of(ClusterRule.antiAffinity(name, List.of(vm, missing), true)),
                    List.of())));

    assertThat(refused).hasMessageContaining(missing.name());
    assertThat(cluster().rule(name)).isEmpty();
    assertThat(cluster().haOverrides()).doesNotContainKey(reference(vm));
  }

  @Test
  void saysWhichClusterIsMissing() {
    assertThatThrownBy(() ->
            vcenter.reconfigure(
                ClusterReconfiguration.settings("LON", "mgmt-99", Settings.NONE, DRS_ON, Map.of())))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("mgmt-99");
  }

  @Test
  void setsHiddenPropertiesOnPurposeOnly() throws InterruptedException {
    String folderPath = createFolder();
    Placement placement =
        new Placement(
            "LON", "mgmt-01", "vsan-01", folderPath, Map.of("VM Network", "horizon-mgmt"));
    VmPath vm = placement.vm(unique("hcc"));
    Map<String, Secret> properties = Map.of("build", new Secret("4712"));

    assertThat(
            refusal(() ->
                    vcenter.deploy(deployment(vm, placement, properties), (sent, total) -> {}))
                .getMessage())
        .isNotEmpty();
    assertThat(vcenter.findVm(vm)).isEmpty();
    vcenter.deploy(
        new Deployment(
            vm,
            placement,
            ovfPackage,
            null,
            "thin",
            properties,
            Set.of("build"),
            Marks.atBirth(BLUEPRINT, vm.name())),
        (sent, total) -> {});
    assertThat(vcenter.findVm(vm).orElseThrow().properties()).containsEntry("build", "4712");
  }

  // locks

  @Test
  void keepsLocksForOtherSessions() throws InterruptedException {
    LockName name = LockName.ofBlueprint(unique("hcc"));
    LockHolder holder = new LockHolder(unique("run"), "anna", "build-7", 4711, "apply");
    LockStore.Attempt attempt = vcenter.locks("LON").take(name, holder, Duration.ofMinutes(5));
    HeldLock lock = ((LockStore.Attempt.Taken) attempt).lock();

    try (VCenter another = connect()) {
      assertThat(another.locks("LON").list()).extracting(HeldLock::name).contains(name);
    }
    assertThat(vcenter.locks("LON").remove(lock)).isTrue();
  }

  // guests

  @Test
  void worksInGuests() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");
    vcenter.powerOn(vm);

    assertThat(
            vcenter
                .guests()
                .run(
                    new GuestOperations.Guest(vm, new Secret("root"), new Secret("guest-pass")),
                    GuestShell.SH,
                    new Secret("echo hello"),
                    Duration.ofMinutes(1))
                .output())
        .isEqualTo("hello\n");
  }

  // configuration

  @Test
  void configuresWhatIsDeclaredAndNothingElse() throws InterruptedException {
    String folderPath = createFolder();
    VmPath vm = deploy(folderPath, "10.20.0.11");

    vcenter.configure(
        vm,
        new VmSettings(
            4,
            8192L,
            1000L,
            2048L,
            "notes",
            Map.of("some.key", "1"),
            Map.of("Owner", "vdi"),
            true,
            null,
            Map.of("environment", Set.of("production"), "team", Set.of("vdi"))));
    vcenter.configure(
        vm,
        new VmSettings(
            null,
            null,
            null,
            null,
            "other",
            Map.of(),
            Map.of("Team", "eng"),
            null,
            null,
            Map.of("environment", Set.of("test"))));

    ObservedVm seen =
        vcenter
            .observe(
                new ObservationQuery(
                    new Placement(
                        "LON",
                        "mgmt-01",
                        "vsan-01",
                        folderPath,
                        Map.of("VM Network", "horizon-mgmt")),
                    List.of(vm.name()),
                    List.of(),
                    Set.of("some.key"),
                    Set.of("Owner", "Team", "Absent"),
                    Set.of("environment", "team")))
            .vm(vm.name())
            .orElseThrow();
    assertThat(seen.settings())
        .isEqualTo(
            new ObservedSettings(
                4,
                8192L,
                1000L,
                2048L,
                "other",
                Map.of("some.key", "1"),
                Map.of("Owner", "vdi", "Team", "eng"),
                Map.of("environment", Set.of("test"), "team", Set.of("vdi"))));
    assertThat(seen.marks()).containsEntry(Marks.PREVENT_DESTROY, "true");
    assertThat(vcenter.findVm(vm).orElseThrow().settings().customAttributes()).isEmpty();
  }

  // snapshots

  @Test
  void takesOneSnapshotAndRemovesOnlyThat() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");
    vcenter.powerOn(vm);
    VmSnapshot others = new VmSnapshot(VmSnapshot.BEFORE_CHANGE.name(), "somebody else's");

    assertThat(vcenter.takeSnapshot(vm, others)).isTrue();
    assertThat(vcenter.findVm(vm).orElseThrow().hasSnapshot()).isFalse();
    assertThat(vcenter.takeSnapshot(vm, VmSnapshot.BEFORE_CHANGE)).isTrue();
    assertThat(vcenter.takeSnapshot(vm, VmSnapshot.BEFORE_CHANGE)).isFalse();
    ObservedWorld world = observe(placement(vm.folder()), vm.name());
    assertThat(world.vm(vm.name()).orElseThrow().hasSnapshot()).isTrue();

    vcenter.removeSnapshot(vm, VmSnapshot.BEFORE_CHANGE);
    vcenter.removeSnapshot(vm, VmSnapshot.BEFORE_CHANGE);
    assertThat(vcenter.findVm(vm).orElseThrow().hasSnapshot()).isFalse();
    assertThat(vcenter.takeSnapshot(vm, others)).isFalse();
  }

  @Test
  void destroysVmsWithSnapshots() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");
    vcenter.takeSnapshot(vm, VmSnapshot.BEFORE_CHANGE);

    vcenter.destroyVm(vm);

    assertThat(vcenter.findVm(vm)).isEmpty();
  }

  @Test
  void takesNoSnapshotOfAVmThatIsGone() {
    VmPath vm = new VmPath("LON", "", unique("none"));

    assertThat(refusal(() -> vcenter.takeSnapshot(vm, VmSnapshot.BEFORE_CHANGE)).category())
        .isEqualTo(Category.CONFLICT);
    assertThat(refusal(() -> vcenter.removeSnapshot(vm, VmSnapshot.BEFORE_CHANGE)).category())
        .isEqualTo(Category.CONFLICT);
  }

  // vApps

  @Test
  void putsVmsIntoAVAppAndSaysHowTheyStart() throws InterruptedException {
    Placement place = placement(createFolder(), unique("app"));
    VmPath first = deployTo(place, "10.20.0.11");
    VmPath second = deployTo(place, "10.20.0.12");
    vcenter.powerOn(first);
    drsOn();
    Settings start = Settings.of(Map.of("startOrder", "1", "startDelay", "180"));
    Settings later =
        Settings.of(
            Map.of("startOrder", "2", "waitingForGuest", "true", "stopAction", "guestShutdown"));

    arrange(place, Map.of(first, start));
    assertThat(vcenter.findVm(first).orElseThrow().poweredOn()).isTrue();
    assertThat(vApp(place, first, second).entities())
        .containsExactly(Map.entry(reference(first), start));

    arrange(place, Map.of(first, Settings.of(Map.of("startDelay", "60")), second, later));
    ObservedVApp seen = vApp(place, first, second);
    assertThat(seen.hasOthers()).isFalse();
    assertThat(seen.marks()).containsEntry(Marks.BLUEPRINT, BLUEPRINT);
    assertThat(seen.entities())
        .containsOnly(
            Map.entry(
                reference(first), start.overriddenBy(Settings.of(Map.of("startDelay", "60")))),
            Map.entry(reference(second), later));
    assertThat(vApp(place, second).hasOthers()).isTrue();
    assertThat(vApp(place, second).entities()).containsOnlyKeys(reference(second));
  }

  @Test
  void doesAllWithVmsInAVAppThatItDoesWithOthers() throws InterruptedException {
    Placement place = placement(createFolder(), unique("app"));
    VmPath vm = deployTo(place, "10.20.0.11");
    drsOn();
    arrange(place, Map.of(vm, Settings.of(Map.of("startOrder", "1"))));

    vcenter.powerOn(vm);
    assertThat(vcenter.awaitAddress(vm, "10.20.0.11", Duration.ofMinutes(1)).addresses())
        .contains("10.20.0.11");
    vcenter.mark(vm, Map.of(Marks.SOURCE, "x"));
    override(Map.of(vm, priority("high")));
    ObservedVm seen = observe(place, vm.name()).vm(vm.name()).orElseThrow();
    assertThat(seen.marks()).containsEntry(Marks.SOURCE, "x");
    assertThat(cluster().haOverrides()).containsEntry(seen.reference(), priority("high"));
    assertThat(vcenter.removeVApp(place, requireNonNull(place.vApp()), Marks.BLUEPRINT, BLUEPRINT))
        .isFalse();

    vcenter.powerOff(vm);
    vcenter.destroyVm(vm);
    assertThat(vcenter.findVm(vm)).isEmpty();
    assertThat(vApp(place, vm).entities()).isEmpty();
    assertThat(vcenter.removeFolders("LON", place.folder(), Marks.BLUEPRINT, BLUEPRINT)).isEmpty();
    assertThat(vcenter.removeVApp(place, requireNonNull(place.vApp()), Marks.BLUEPRINT, "other"))
        .isFalse();
    assertThat(vcenter.removeVApp(place, requireNonNull(place.vApp()), Marks.BLUEPRINT, BLUEPRINT))
        .isTrue();
    assertThat(vcenter.removeVApp(place, requireNonNull(place.vApp()), Marks.BLUEPRINT, BLUEPRINT))
        .isTrue();
    assertThat(observe(place, vm.name()).vApp()).isEmpty();
    assertThat(vcenter.removeFolders("LON", place.folder(), Marks.BLUEPRINT, BLUEPRINT))
        .containsExactly(place.folder());
  }

  @Test
  void makesNoVAppForAVmThatIsGone() throws InterruptedException {
    Placement place = placement(createFolder(), unique("app"));
    drsOn();

    assertThat(refusal(() -> arrange(place, Map.of(place.vm("none"), Settings.NONE))).category())
        .isEqualTo(Category.CONFLICT);
    assertThat(observe(place).vApp()).isEmpty();
  }

  private void arrange(Placement place, Map<VmPath, Settings> starts) throws InterruptedException {
    vcenter.arrangeVApp(
        new VAppSpec(
            requireNonNull(place.vApp()),
            place,
            starts.entrySet().stream()
                .map(start -> new VAppSpec.Start(start.getKey(), start.getValue()))
                .toList()),
        Map.of(Marks.BLUEPRINT, BLUEPRINT));
  }

  private ObservedVApp vApp(Placement place, VmPath... vms) throws InterruptedException {
    return observe(place, Stream.of(vms).map(VmPath::name).toArray(String[]::new))
        .vApp()
        .orElseThrow();
  }

  private VmPath deployTo(Placement place, String address) throws InterruptedException {
    VmPath vm = place.vm(unique("hcc"));
    vcenter.deploy(deployment(vm, address), (sent, total) -> {});
    return vm;
  }

  private static Placement placement(String folderPath, String vApp) {
    return new Placement(
        "LON", "mgmt-01", "", "", "vsan-01", "", folderPath, vApp, networks("horizon-mgmt"));
  }

  private void drsOn() throws InterruptedException {
    vcenter.reconfigure(
        ClusterReconfiguration.settings("LON", "mgmt-01", Settings.NONE, DRS_ON, Map.of()));
  }

  @Test
  void tagsAreAllOfTheirCategoryAndOtherCategoriesStay() throws InterruptedException {
    String folderPath = createFolder();
    VmPath vm = deploy(folderPath, "10.20.0.11");

    vcenter.configure(
        vm, tagged(Map.of("environment", Set.of("production", "test"), "team", Set.of("vdi"))));
    vcenter.configure(vm, tagged(Map.of("environment", Set.of())));

    ObservedWorld seen = observeTags(folderPath, vm, Set.of("environment", "team"));
    assertThat(seen.vm(vm.name()).orElseThrow().settings().tags())
        .isEqualTo(Map.of("team", Set.of("vdi")));
    assertThat(observeTags(folderPath, vm, Set.of("environment")).vm(vm.name()).orElseThrow())
        .satisfies(other -> assertThat(other.settings().tags()).isEmpty());
  }

  @Test
  void tellsWhichTagsThereAre() throws InterruptedException {
    String folderPath = createFolder();

    ObservedWorld seen =
        observeTags(folderPath, new VmPath("LON", folderPath, "none"), Set.of("team", "taem"));

    assertThat(seen.tagCategories())
        .isEqualTo(
            Map.of(
                "team",
                new Lookup.Found<>(List.of("platform", "vdi")),
                "taem",
                new Lookup.Missing<>(List.of("environment", "team"))));
    assertThat(observe(placement(folderPath)).tagCategories()).isEmpty();
  }

  @Test
  void attachesNoTagThatIsNotThere() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");

    assertThatThrownBy(() -> vcenter.configure(vm, tagged(Map.of("team", Set.of("vid")))))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("there is no tag vid of category team");
  }

  private static VmSettings tagged(Map<String, Set<String>> tags) {
    return new VmSettings(null, null, null, null, null, Map.of(), Map.of(), null, null, tags);
  }

  private ObservedWorld observeTags(String folderPath, VmPath vm, Set<String> categories)
      throws InterruptedException {
    return vcenter.observe(
        new ObservationQuery(
            placement(folderPath), List.of(vm.name()), List.of(), Set.of(), Set.of(), categories));
  }

  // content libraries

  @Test
  void findsItemsOfLibrariesByTheirNames() throws InterruptedException {
    LibraryItem found = tinyItem();

    assertThat(found.library()).isEqualTo("Images");
    assertThat(found.name()).isEqualTo("tiny");
    assertThat(found.id()).isNotEmpty();
    assertThat(found.version()).isNotEmpty();
    assertThat(existing(vcenter.findItem("images", "tiny"))).contains("Images");
    assertThat(existing(vcenter.findItem("Images", "Tiny").found().orElseThrow()))
        .containsExactly("tiny");
  }

  @Test
  void readsTheDescriptorOfAnItem() throws InterruptedException {
    Diagnostics diagnostics = new Diagnostics();

    assertThat(
            OvfPackages.openDescriptor("tiny.ovf", vcenter.readDescriptor(tinyItem()), diagnostics)
                .orElseThrow()
                .descriptor())
        .isEqualTo(ovfPackage.descriptor());
    assertThat(diagnostics.all()).isEmpty();
  }

  @Test
  void deploysFromALibraryWithPropertiesAndBirthMarks() throws InterruptedException {
    VmPath vm = new VmPath("LON", createFolder(), unique("hcc"));

    vcenter.deployItem(deployment(vm, "10.20.0.11"), tinyItem());

    ObservedVm observed = vcenter.findVm(vm).orElseThrow();
    assertThat(observed.poweredOn()).isFalse();
    assertThat(observed.birthMarks()).isEqualTo(Marks.atBirth(BLUEPRINT, vm.name()));
    assertThat(observed.marks()).isEmpty();
    assertThat(observed.properties())
        .containsEntry("ip", "10.20.0.11")
        .containsEntry("cluster.size", "2")
        .containsEntry("role", "worker");
    vcenter.powerOn(vm);
    assertThat(vcenter.awaitAddress(vm, "10.20.0.11", Duration.ofMinutes(1)).addresses())
        .contains("10.20.0.11");
  }

  @Test
  void deploysNothingFromALibraryUnderANameThatIsTaken() throws InterruptedException {
    String folderPath = createFolder();
    VmPath vm = deploy(folderPath, "10.20.0.11");
    ObservedVm before = vcenter.findVm(vm).orElseThrow();
    LibraryItem item = tinyItem();

    PortException refusal = refusal(() -> vcenter.deployItem(deployment(vm, "10.20.0.12"), item));

    assertThat(refusal.category()).isEqualTo(Category.CONFLICT);
    assertThat(vcenter.findVm(vm)).contains(before);
  }

  @Test
  void tellsWhyAnItemIsRefusedAndLeavesNothing() throws InterruptedException {
    VmPath vm = new VmPath("LON", createFolder(), unique("hcc"));
    Deployment whole = deployment(vm, "10.20.0.11");
    Deployment wrong =
        new Deployment(
            vm,
            whole.placement(),
            ovfPackage,
            "no-such-option",
            "thin",
            whole.properties(),
            whole.birthMarks());
    LibraryItem item = tinyItem();

    PortException refusal = refusal(() -> vcenter.deployItem(wrong, item));

    assertThat(refusal.getMessage()).contains("no-such-option").doesNotContain(PASSWORD);
    assertThat(vcenter.findVm(vm)).isEmpty();
  }

  @Test
  void makesAnItemOfAPackageThatCanBeDeployed() throws InterruptedException {
    PackageUpload upload = upload(unique("item"));
    assertThat(library(upload)).isEqualTo(new ObservedLibrary(1, Optional.empty()));
    List<Long> told = new ArrayList<>();

    vcenter.uploadItem(upload, ovfPackage, (sent, total) -> told.add(sent * 100 / total));

    ObservedItem item = library(upload).item().orElseThrow();
    assertThat(upload.isContentOf(item)).isTrue();
    assertThat(item.isHalfMade()).isFalse();
    assertThat(told).isSorted().last().isEqualTo(100L);
    assertThat(vcenter.findItem("Images", upload.item().name()).found().flatMap(Lookup::found))
        .contains(item.item());
    assertThat(
            vcenter
                .observe(
                    new ObservationQuery(placement(""), List.of()).withItems(Set.of(upload.item())))
                .origins()
                .item(upload.item()))
        .contains(new Lookup.Found<>(library(upload)));
    VmPath vm = new VmPath("LON", createFolder(), unique("hcc"));
    vcenter.deployItem(deployment(vm, "10.20.0.11"), item.item());
    assertThat(vcenter.findVm(vm)).isPresent();
  }

  @Test
  void leavesNothingOfAnItemWhosePackageIsDamaged() throws InterruptedException, IOException {
    tiny.damage();
    PackageUpload upload = upload(unique("item"));

    PortException refusal =
        refusal(() -> vcenter.uploadItem(upload, ovfPackage, (sent, total) -> {}));

    assertThat(refusal.getMessage()).contains("tiny-disk1.vmdk");
    assertThat(library(upload)).isEqualTo(new ObservedLibrary(1, Optional.empty()));
  }

  @Test
  void leavesNothingOfAnItemWhoseUploadIsInterrupted() throws InterruptedException {
    PackageUpload upload = upload(unique("item"));

    assertThatThrownBy(() ->
            vcenter.uploadItem(
                upload, ovfPackage, (sent, total) -> Thread.currentThread().interrupt()))
        .isInstanceOf(InterruptedException.class);

    assertThat(library(upload)).isEqualTo(new ObservedLibrary(1, Optional.empty()));
  }

  @Test
  void makesNoItemUnderANameThatIsTaken() throws InterruptedException {
    PackageUpload upload = upload("tiny");
    ObservedLibrary before = library(upload);

    PortException refusal =
        refusal(() -> vcenter.uploadItem(upload, ovfPackage, (sent, total) -> {}));

    assertThat(refusal.category()).isEqualTo(Category.CONFLICT);
    assertThat(library(upload)).isEqualTo(before);
    assertThat(before.item().orElseThrow().madeFrom()).isEmpty();
    assertThat(existing(vcenter.observeItem(new ItemName("images", "tiny")))).contains("Images");
  }

  @Test
  void putsNothingIntoASubscribedLibrary() throws InterruptedException {
    PackageUpload local = upload(unique("item"));
    PackageUpload upload =
        new PackageUpload(
            new ItemName("Remote", local.item().name()),
            local.file(),
            local.digest(),
            local.checksums());
    assertThat(library(upload)).isEqualTo(new ObservedLibrary(0, Optional.empty()));

    PortException refusal =
        refusal(() -> vcenter.uploadItem(upload, ovfPackage, (sent, total) -> {}));

    assertThat(refusal.category()).isEqualTo(Category.CONFLICT);
  }

  private ObservedLibrary library(PackageUpload upload) throws InterruptedException {
    return vcenter.observeItem(upload.item()).found().orElseThrow();
  }

  private PackageUpload upload(String name) {
    SortedMap<String, String> checksums = new TreeMap<>();
    ovfPackage.names().forEach(file -> checksums.put(file, ""));
    return new PackageUpload(
        new ItemName("Images", name), ovfPackage.file(), ovfPackage.identity(), checksums);
  }

  private LibraryItem tinyItem() throws InterruptedException {
    return vcenter.findItem("Images", "tiny").found().flatMap(Lookup::found).orElseThrow();
  }

  // power

  @Test
  void powersOnAndOffHoweverOftenItIsAsked() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");

    vcenter.powerOff(vm);
    vcenter.powerOn(vm);
    vcenter.powerOn(vm);
    assertThat(vcenter.findVm(vm).orElseThrow().poweredOn()).isTrue();

    vcenter.powerOff(vm);
    vcenter.powerOff(vm);
    assertThat(vcenter.findVm(vm).orElseThrow().poweredOn()).isFalse();
  }

  @Test
  void shutsGuestsDown() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");

    vcenter.shutDown(vm, Duration.ofMinutes(1));
    vcenter.powerOn(vm);
    vcenter.shutDown(vm, Duration.ofMinutes(1));
    vcenter.powerOff(vm);
    assertThat(vcenter.findVm(vm).orElseThrow().poweredOn()).isFalse();
  }

  @Test
  void runsVmsOfARuleOnDifferentHosts() throws InterruptedException {
    String folderPath = createFolder();
    VmPath first = deploy(folderPath, "10.20.0.11");
    VmPath second = deploy(folderPath, "10.20.0.12");
    String rule = unique("rule");
    vcenter.reconfigure(
        new ClusterReconfiguration(
            "LON",
            "mgmt-01",
            Settings.NONE,
            DRS_ON,
            Map.of(),
            Map.of(),
            List.of(ClusterRule.antiAffinity(rule, List.of(first, second), true)),
            List.of()));

    vcenter.powerOn(first);
    vcenter.powerOn(second);

    assertThat(vcenter.findVm(first).orElseThrow().host())
        .isNotEqualTo(vcenter.findVm(second).orElseThrow().host());
    removeRule(rule);
  }

  // awaitAddress

  @Test
  void waitsForTheAddress() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");
    vcenter.powerOn(vm);

    ObservedVm observed = vcenter.awaitAddress(vm, "10.20.0.11", Duration.ofMinutes(1));

    assertThat(observed.addresses()).contains("10.20.0.11");
    assertThat(observed.toolsStatus()).isEqualTo("guestToolsRunning");
    assertThat(observed.poweredOn()).isTrue();
  }

  @Test
  void givesTheVmAsLastSeenWhenTheAddressDoesNotCome() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");

    ObservedVm observed = vcenter.awaitAddress(vm, "10.20.0.99", Duration.ofMillis(100));

    assertThat(observed.name()).isEqualTo(vm.name());
    assertThat(observed.addresses()).doesNotContain("10.20.0.99");
  }

  // destroyVm, findVm

  @Test
  void destroysAVm() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");

    vcenter.destroyVm(vm);
    vcenter.destroyVm(vm);

    assertThat(vcenter.findVm(vm)).isEmpty();
  }

  @Test
  void destroysNoVmThatIsOn() throws InterruptedException {
    VmPath vm = deploy(createFolder(), "10.20.0.11");
    vcenter.powerOn(vm);

    PortException refused = refusal(() -> vcenter.destroyVm(vm));

    assertThat(refused).hasMessageContaining(vm.name());
    assertThat(vcenter.findVm(vm).orElseThrow().poweredOn()).isTrue();
  }

  @Test
  void findsNoVmWhereThereIsNone() throws InterruptedException {
    assertThat(vcenter.findVm(new VmPath("LON", unique("folder"), "any"))).isEmpty();
    assertThat(vcenter.findVm(new VmPath("NYC", "", "any"))).isEmpty();
  }

  // for the tests here and in subclasses

  protected final String unique(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  protected final String createFolder() throws InterruptedException {
    String path = unique("folder");
    vcenter.createFolder("LON", path, Map.of(Marks.BLUEPRINT, BLUEPRINT));
    return path;
  }

  protected final VmPath deploy(String folderPath, String address) throws InterruptedException {
    VmPath vm = new VmPath("LON", folderPath, unique("hcc"));
    vcenter.deploy(deployment(vm, address), (sent, total) -> {});
    return vm;
  }

  protected final Deployment deployment(VmPath vm, String address) {
    return deployment(
        vm,
        placement(vm.folder()),
        Map.of(
            "ip", new Secret(address),
            "cluster.size", new Secret("2"),
            "password", new Secret(PASSWORD)));
  }

  protected final Cloning cloning(VmPath vm, VmPath source, String address) {
    return new Cloning(
        vm,
        source,
        placement(vm.folder()),
        Map.of(
            "ip", new Secret(address),
            "cluster.size", new Secret("3"),
            "password", new Secret(PASSWORD)),
        Marks.atBirth(BLUEPRINT, vm.name()));
  }

  private Lookup<ObservedPool> pool(String path) throws InterruptedException {
    return observe(
            new Placement(
                "LON", "mgmt-01", "", path, "vsan-01", "", "", null, networks("horizon-mgmt")))
        .pool();
  }

  private static PoolSpec poolSpec(String path, Settings settings) {
    return new PoolSpec("LON", "mgmt-01", path, settings);
  }

  private static Settings shares(String level) {
    return Settings.of(Map.of(PoolSettings.CPU_SHARES, level, PoolSettings.MEMORY_SHARES, level));
  }

  protected final Placement placement(String folderPath) {
    return new Placement("LON", "mgmt-01", "vsan-01", folderPath, networks("horizon-mgmt"));
  }

  protected final ObservedWorld observe(Placement placement, String... names)
      throws InterruptedException {
    return vcenter.observe(new ObservationQuery(placement, List.of(names)));
  }

  protected final ObservedCluster cluster() throws InterruptedException {
    return observe(placement("")).cluster().found().orElseThrow();
  }

  protected final String reference(VmPath vm) throws InterruptedException {
    return vcenter.findVm(vm).orElseThrow().reference();
  }

  protected final void putRule(ClusterRule rule) throws InterruptedException {
    vcenter.reconfigure(ClusterReconfiguration.rules("LON", "mgmt-01", List.of(rule), List.of()));
  }

  protected final void removeRule(String name) throws InterruptedException {
    vcenter.reconfigure(ClusterReconfiguration.rules("LON", "mgmt-01", List.of(), List.of(name)));
  }

  protected final void override(Map<VmPath, Settings> overrides) throws InterruptedException {
    vcenter.reconfigure(
        ClusterReconfiguration.settings("LON", "mgmt-01", Settings.NONE, Settings.NONE, overrides));
  }

  private static Settings priority(String word) {
    return Settings.of(Map.of("restartPriority", word));
  }

  private static Settings ha(
      String enabled, String hostMonitoring, String vmMonitoring, String admissionControl) {
    return Settings.of(
        Map.of(
            "enabled", enabled,
            "hostMonitoring", hostMonitoring,
            "vmMonitoring", vmMonitoring,
            "admissionControl", admissionControl));
  }

  protected static PortException refusal(ThrowingCall call) {
    return requireNonNull(catchThrowableOfType(PortException.class, call::run));
  }

  /** A call that may be refused. */
  @FunctionalInterface
  protected interface ThrowingCall {
    void run() throws InterruptedException;
  }

  private Deployment deployment(VmPath vm, Placement placement, Map<String, Secret> properties) {
    return new Deployment(
        vm, placement, ovfPackage, null, "thin", properties, Marks.atBirth(BLUEPRINT, vm.name()));
  }

  private void reconfigure(Settings ha) throws InterruptedException {
    vcenter.reconfigure(
        ClusterReconfiguration.settings("LON", "mgmt-01", ha, Settings.NONE, Map.of()));
  }

  private void assertRule(String name, boolean mandatory, VmPath... vms)
      throws InterruptedException {
    ObservedCluster.ObservedRule rule = cluster().rule(name).orElseThrow();
    List<String> references = new ArrayList<>();
    for (VmPath vm : vms) {
      references.add(reference(vm));
    }
    assertThat(rule.type()).isEqualTo(RuleType.ANTI_AFFINITY);
    assertThat(rule.enabled()).isTrue();
    assertThat(rule.mandatory()).isEqualTo(mandatory);
    assertThat(rule.vms()).containsExactlyInAnyOrderElementsOf(references);
  }

  private Map<String, String> marks(String path) throws InterruptedException {
    return observe(placement(path)).folder().orElseThrow().marks();
  }

  private static Map<String, String> networks(String network) {
    return Map.of(TinyPackage.NETWORK, network);
  }

  private static List<String> existing(Lookup<?> lookup) {
    return lookup instanceof Lookup.Missing<?> missing ? missing.existing() : List.of();
  }
}
