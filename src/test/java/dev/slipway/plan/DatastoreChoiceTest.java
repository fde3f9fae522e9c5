package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Lookup;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedDatastore;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Placement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two nodes of 100 GiB each are spread over the members of a datastore cluster. */
class DatastoreChoiceTest {
  private static final long GIB = 1L << 30;
  private static final Placement PLACEMENT =
      new Placement(
          "LON",
          "mgmt-01",
          "",
          "",
          "",
          "pod-01",
          "Horizon/Connectors",
          null,
          Fixtures.PLACEMENT.networks());

  private final Diagnostics diagnostics = new Diagnostics();

  @Test
  void eachGoesWhereTheMostIsFreeAfterTheOthers() {
    Observed observed = with(member("a", 300), member("b", 250));

    DatastoreChoice choice = choose(observed);

    assertThat(datastores(choice)).containsExactly("pod-01/a", "pod-01/b");
    assertThat(choice.reasons())
        .containsEntry("hcc-lon-1", "most free: 300.0 GiB")
        .containsEntry("hcc-lon-2", "most free: 250.0 GiB");
  }

  @Test
  void oneThatHasMuchMoreTakesAll() {
    assertThat(datastores(choose(with(member("a", 200), member("b", 5000)))))
        .containsExactly("pod-01/b", "pod-01/b");
  }

  @Test
  void oneThatCannotBeUsedOrSeenIsLeftOut() {
    Observed observed =
        with(
            new ObservedDatastore("a", 9000 * GIB, false),
            member("b", 200),
            new ObservedDatastore("unseen", 9000 * GIB, true));

    assertThat(datastores(choose(observed))).containsExactly("pod-01/b", "pod-01/b");
  }

  @Test
  void noMemberToUseIsAnError() {
    Plan plan =
        Planner.plan(
            desired(),
            with(
                new ObservedDatastore("a", 9000 * GIB, false),
                new ObservedDatastore("unseen", 9000 * GIB, true)));

    assertThat(plan.diagnostics())
        .filteredOn(problem -> problem.code().equals("plan/no-usable-datastore"))
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.detail())
                .isEqualTo("a cannot be used now; unseen is seen by no host of mgmt-01."));
    assertThat(plan.isApplicable()).isFalse();
  }

  @Test
  void vmsThatExistStayWhereTheyAre() {
    Observed converged = Fixtures.converged(true);
    Observed observed =
        new Observed(with(converged, member("a", 1)).world(), converged.sequences());

    assertThat(datastores(choose(observed))).containsExactly("", "");
    assertThat(Planner.plan(desired(), observed).isEmpty()).isTrue();
  }

  @Test
  void clonesMayLieElsewhereThanTheirSource() {
    Plan plan = Planner.plan(desired(), with(member("a", 300), member("b", 250)));

    assertThat(plan.graph().nodes())
        .extracting(StepGraph.Node::step)
        .filteredOn(Step.CloneVm.class::isInstance)
        .hasSize(1);
    assertThat(plan.changes())
        .flatExtracting(Change::attributes)
        .contains(
            AttributeChange.created("datastore", Attribute.text("pod-01/a (most free: 300.0 GiB)")),
            AttributeChange.created(
                "datastore", Attribute.text("pod-01/b (most free: 250.0 GiB)")));
  }

  @Test
  void aChoiceThatWasMadeIsKeptAndHeldAgainstTheRoomThereIs() {
    DesiredState placed =
        Planner.placed(desired(), with(member("a", 300), member("b", 290)), Set.of());

    Plan plan = Planner.plan(placed, with(member("a", 50), member("b", 900)));

    assertThat(plan.changes())
        .flatExtracting(Change::attributes)
        .contains(AttributeChange.created("datastore", Attribute.text("pod-01/a")));
    assertThat(plan.diagnostics())
        .filteredOn(problem -> problem.code().equals("plan/datastore-full"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.summary()).contains("datastore a"));
    assertThat(DatastoreChoice.undone(placed)).isEqualTo(desired());
  }

  private DatastoreChoice choose(Observed observed) {
    return DatastoreChoice.of(desired(), observed.world(), diagnostics);
  }

  private static List<String> datastores(DatastoreChoice choice) {
    return choice.placed().all(VmSpec.class).map(vm -> vm.placement().datastore()).toList();
  }

  private static DesiredState desired() {
    DesiredState desired = Fixtures.desired(true);
    return new DesiredState(
            desired.blueprint(),
            desired.digest(),
            PLACEMENT,
            desired.nodes(),
            desired.origins(),
            desired.resources())
        .replacing(
            resource -> resource instanceof VmSpec vm ? vm.withPlacement(PLACEMENT) : resource);
  }

  private static ObservedDatastore member(String name, long gib) {
    return new ObservedDatastore(name, gib * GIB, true);
  }

  private static Observed with(ObservedDatastore... members) {
    return with(Fixtures.empty(3), members);
  }

  private static Observed with(Observed observed, ObservedDatastore... members) {
    ObservedWorld world = observed.world();
    ObservedCluster cluster = world.cluster().found().orElseThrow();
    return new Observed(
        new ObservedWorld(
            world.datacenter(),
            new Lookup.Found<>(
                new ObservedCluster(
                    cluster.name(),
                    cluster.hosts(),
                    List.of("a", "b", "vsan-01"),
                    cluster.ha(),
                    cluster.drs(),
                    cluster.haOverrides(),
                    cluster.drsOverrides(),
                    cluster.rules(),
                    cluster.groups())),
            world.pool(),
            new Lookup.Found<>(List.of(members)),
            world.networks(),
            world.folder(),
            world.vms(),
            world.addressHolders(),
            world.missingPrivileges()),
        observed.sequences());
  }
}
