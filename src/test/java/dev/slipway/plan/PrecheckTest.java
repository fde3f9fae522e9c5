package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Severity;
import dev.slipway.model.AddressHolder;
import dev.slipway.model.Desired;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Lookup;
import dev.slipway.model.MissingPrivilege;
import dev.slipway.model.MissingPrivilege.Place;
import dev.slipway.model.MissingPrivilege.Purpose;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedHost;
import dev.slipway.model.ObservedDatastore;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Placement;
import dev.slipway.model.Settings;
import dev.slipway.model.VmSource.PackageFile;
import dev.slipway.model.VmSource.PackageOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a plan finds that only vCenter knows. The two nodes want 100 GiB each. */
class PrecheckTest {
  private static final MissingPrivilege NO_SPACE =
      new MissingPrivilege("Datastore.AllocateSpace", Purpose.DEPLOY, Place.DATASTORE, "vsan-01");

  @ParameterizedTest
  @CsvSource({
    ",                 204800, ",
    ",                 204799, WARNING",
    "thin,             0,      WARNING",
    "thick,            204799, ERROR",
    "eagerZeroedThick, 204799, ERROR",
    "thick,            ,       "
  })
  void disksNeedSpace(
      @Nullable String provisioning, @Nullable Long freeMebibytes, @Nullable Severity expected) {
    Observed observed =
        with(
            Fixtures.empty(3),
            new ObservedDatastore(
                "vsan-01", freeMebibytes == null ? null : freeMebibytes << 20, true));

    List<Diagnostic> found = Planner.plan(provisioned(provisioning), observed).diagnostics();

    if (expected == null) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found)
          .singleElement()
          .satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("plan/datastore-full");
            assertThat(problem.severity()).isEqualTo(expected);
            assertThat(problem.detail()).contains("2 VMs need 200.0 GiB");
          });
    }
  }

  @Test
  void nodesThatExistNeedNoSpace() {
    Observed observed = with(Fixtures.converged(true), new ObservedDatastore("vsan-01", 0L, false));

    assertThat(Planner.plan(provisioned("thick"), observed).diagnostics()).isEmpty();
  }

  @Test
  void aDatastoreInMaintenanceTakesNoVm() {
    Observed observed = with(Fixtures.empty(3), new ObservedDatastore("vsan-01", 1L << 50, false));

    assertProblem(observed, "plan/datastore-unusable", Category.ENVIRONMENT);
  }

  @Test
  void anAddressThatAnotherVmReportsIsTaken() {
    Observed observed = withHolder(Fixtures.empty(3), "vm-77", true);

    Diagnostic problem = assertProblem(observed, "plan/address-taken", Category.CONFLICT);
    assertThat(problem.summary()).isEqualTo("the address 10.20.0.11 of hcc-lon-1 is taken");
    assertThat(problem.detail()).contains("printer (vm-77)");
  }

  @Test
  void theAddressOfAVmThatIsOffIsOnlyWarnedOf() {
    Plan plan = Planner.plan(Fixtures.desired(true), withHolder(Fixtures.empty(3), "vm-77", false));

    assertThat(plan.isApplicable()).isTrue();
    assertThat(plan.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("plan/address-taken");
  }

  @Test
  void aNodeHoldsItsOwnAddress() {
    for (String reference : List.of("vm-1", "vm-77")) {
      Observed observed = withHolder(Fixtures.converged(true), reference, true);
      assertThat(Planner.plan(Fixtures.desired(true), observed).diagnostics()).isEmpty();
    }
    Observed starting =
        withHolder(
            Fixtures.observed(
                Fixtures.converged(true).world().cluster().found().orElseThrow(),
                new ObservedSequence.Done(),
                Fixtures.ownVm("vm-1", Fixtures.PRIMARY, false),
                Fixtures.ownVm("vm-2", Fixtures.WORKER, true)),
            "vm-1",
            true);
    assertThat(Planner.plan(Fixtures.desired(true), starting).diagnostics()).isEmpty();
  }

  @Test
  void missingPrivilegesAreNamedTogetherForEachObject() {
    Observed observed =
        lacking(
            NO_SPACE,
            new MissingPrivilege("Folder.Create", Purpose.CREATE_FOLDER, Place.FOLDER, ""),
            new MissingPrivilege(
                "VirtualMachine.Inventory.Create", Purpose.DEPLOY, Place.FOLDER, ""),
            new MissingPrivilege("Folder.Delete", Purpose.REMOVE_FOLDER, Place.FOLDER, ""));

    Plan plan = Planner.plan(Fixtures.desired(true), observed);

    assertThat(plan.graph().nodes()).isEmpty();
    assertThat(plan.diagnostics())
        .extracting(Diagnostic::category, Diagnostic::summary, Diagnostic::detail)
        .containsExactly(
            tuple(
                Category.ENVIRONMENT,
                "the user lacks privileges on datastore vsan-01",
                "To deploy VMs: Datastore.AllocateSpace."),
            tuple(
                Category.ENVIRONMENT,
                "the user lacks privileges on the VM folder",
                "To create the folder: Folder.Create."
                    + " To deploy VMs: VirtualMachine.Inventory.Create."));
  }

  static Stream<Arguments> privilegesForNothing() {
    return Stream.of(arguments(Optional.of(List.of(NO_SPACE))), arguments(Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("privilegesForNothing")
  void whatIsNotDoneNeedsNoPrivilege(Optional<List<MissingPrivilege>> missing) {
    Observed observed = lacking(Fixtures.converged(true), missing);

    assertThat(Planner.plan(Fixtures.desired(true), observed).diagnostics()).isEmpty();
  }

  @Test
  void privilegesThatCannotBeAskedForAreOneWarning() {
    Plan plan = Planner.plan(Fixtures.desired(true), lacking(Fixtures.empty(3), Optional.empty()));

    assertThat(plan.isApplicable()).isTrue();
    assertThat(plan.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("plan/privileges-unknown");
  }

  @Test
  void destroyNeedsPrivilegesToo() {
    Observed observed =
        lacking(
            Fixtures.converged(true),
            Optional.of(
                List.of(
                    NO_SPACE,
                    new MissingPrivilege(
                        "VirtualMachine.Inventory.Delete",
                        Purpose.REMOVE_VM,
                        Place.FOLDER,
                        "Horizon/Connectors"))));

    Plan plan = Planner.planDestroy(Fixtures.desired(true), observed);

    assertThat(plan.isApplicable()).isFalse();
    assertThat(plan.graph().nodes()).isEmpty();
    assertThat(plan.diagnostics())
        .extracting(Diagnostic::summary)
        .containsExactly("the user lacks privileges on folder Horizon/Connectors");
  }

  @Test
  void hostsThatCannotBeUsedAreNamed() {
    Observed observed =
        with(
            Fixtures.empty(3),
            "fullyAutomated",
            List.of(
                new ObservedHost("esx-1", true, false),
                new ObservedHost("esx-2", true, true),
                new ObservedHost("esx-3", false, false)));

    assertThat(assertProblem(observed, "plan/too-few-hosts", Category.USER).detail())
        .contains("1 usable host (of 3) for 2 nodes; esx-2 is in maintenance, esx-3 is not")
        .contains("connected.");
  }

  @ParameterizedTest
  @CsvSource({"manual, 1", "partiallyAutomated, 0", "fullyAutomated, 0", ", 0"})
  void manualDrsMovesNothing(@Nullable String behavior, int warnings) {
    Observed converged = Fixtures.converged(true);
    Observed observed =
        with(converged, behavior, converged.world().cluster().found().orElseThrow().hosts());

    Plan plan = Planner.plan(Fixtures.desired(true), observed);

    assertThat(plan.isApplicable()).isTrue();
    assertThat(plan.diagnostics()).hasSize(warnings).allMatch(each -> !each.isError());
  }

  private static Diagnostic assertProblem(Observed observed, String code, Category category) {
    Plan plan = Planner.plan(Fixtures.desired(true), observed);
    assertThat(plan.isApplicable()).isFalse();
    assertThat(plan.graph().nodes()).isEmpty();
    assertThat(plan.diagnostics()).hasSize(1);
    Diagnostic problem = plan.diagnostics().getFirst();
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.category()).isEqualTo(category);
    return problem;
  }

  private static DesiredState provisioned(@Nullable String provisioning) {
    DesiredState desired = Fixtures.desired(true);
    return new DesiredState(
        desired.blueprint(),
        desired.digest(),
        desired.placement(),
        desired.nodes(),
        desired.origins(),
        desired.resources().stream()
            .map(resource ->
                resource instanceof VmSpec vm ? provisioned(vm, provisioning) : resource)
            .toList());
  }

  private static Desired provisioned(VmSpec vm, @Nullable String provisioning) {
    return vm.from() instanceof PackageFile file
        ? vm.from(
            new PackageFile(
                file.file(),
                null,
                new PackageOptions(null, provisioning, file.options().diskBytes()),
                Set.of()))
        : vm;
  }

  @ParameterizedTest
  @CsvSource({"true, true, It is in maintenance mode.", "false, false, vCenter is not connected"})
  void aHostThatIsNamedMustTakeVms(boolean connected, boolean maintenance, String why) {
    DesiredState desired = Fixtures.desired(false);
    Placement pinned =
        new Placement(
            "LON", "mgmt-01", "esx-9", "", "vsan-01", "", "Horizon/Connectors", null, Map.of());
    DesiredState onHost =
        new DesiredState(
            desired.blueprint(),
            desired.digest(),
            pinned,
            desired.nodes(),
            Map.of(),
            desired.resources());
    List<ObservedHost> hosts =
        List.of(
            new ObservedHost("esx-1", true, false),
            new ObservedHost("esx-2", true, false),
            new ObservedHost("esx-9", connected, maintenance));

    assertThat(Planner.plan(onHost, with(Fixtures.empty(3), null, hosts)).diagnostics())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo("plan/host-unusable");
          assertThat(problem.detail()).startsWith(why);
        });
    assertThat(Planner.plan(onHost, with(Fixtures.converged(false), null, hosts)).diagnostics())
        .isEmpty();
  }

  private static Observed with(Observed observed, ObservedDatastore datastore) {
    ObservedWorld world = observed.world();
    return new Observed(
        new ObservedWorld(
            world.datacenter(),
            world.cluster(),
            world.pool(),
            new Lookup.Found<>(List.of(datastore)),
            world.networks(),
            world.folder(),
            world.vms(),
            world.addressHolders(),
            world.missingPrivileges()),
        observed.sequences());
  }

  private static Observed with(
      Observed observed, @Nullable String drsBehavior, List<ObservedHost> hosts) {
    ObservedWorld world = observed.world();
    ObservedCluster cluster = world.cluster().found().orElseThrow();
    return new Observed(
        new ObservedWorld(
            world.datacenter(),
            new Lookup.Found<>(
                new ObservedCluster(
                    cluster.name(),
                    hosts,
                    cluster.datastores(),
                    cluster.ha(),
                    drsBehavior == null
                        ? Settings.NONE
                        : Settings.of(Map.of("automationLevel", drsBehavior)),
                    cluster.haOverrides(),
                    cluster.drsOverrides(),
                    cluster.rules(),
                    cluster.groups())),
            world.pool(),
            world.datastores(),
            world.networks(),
            world.folder(),
            world.vms(),
            world.addressHolders(),
            world.missingPrivileges()),
        observed.sequences());
  }

  private static Observed withHolder(Observed observed, String reference, boolean poweredOn) {
    ObservedWorld world = observed.world();
    return new Observed(
        new ObservedWorld(
            world.datacenter(),
            world.cluster(),
            world.pool(),
            world.datastores(),
            world.networks(),
            world.folder(),
            world.vms(),
            List.of(new AddressHolder("10.20.0.11", reference, "printer", poweredOn)),
            world.missingPrivileges()),
        observed.sequences());
  }

  private static Observed lacking(MissingPrivilege... missing) {
    return lacking(Fixtures.empty(3), Optional.of(List.of(missing)));
  }

  private static Observed lacking(Observed observed, Optional<List<MissingPrivilege>> missing) {
    ObservedWorld world = observed.world();
    return new Observed(
        new ObservedWorld(
            world.datacenter(),
            world.cluster(),
            world.pool(),
            world.datastores(),
            world.networks(),
            world.folder(),
            world.vms(),
            world.addressHolders(),
            missing),
        observed.sequences());
  }
}
