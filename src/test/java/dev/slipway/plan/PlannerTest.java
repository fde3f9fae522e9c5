package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Lookup;
import dev.slipway.model.Marks;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Settings HA_ON = Fixtures.ha(true, "vmMonitoringOnly");

  @Test
  void everythingIsAddedToAnEmptyVCenter() {
    Plan plan = Planner.plan(Fixtures.desired(true), Fixtures.empty(3));

    assertThat(plan.isApplicable()).isTrue();
    assertThat(plan.summary()).isEqualTo(new Summary(7, 2, 0));
    assertThat(stepIds(plan))
        .containsExactly(
            "folder/Horizon/Connectors:create",
            "vm/hcc-lon-1:deploy",
            "vm/hcc-lon-1:mark",
            "vm/hcc-lon-1:verify",
            "vm/hcc-lon-2:clone",
            "vm/hcc-lon-2:mark",
            "vm/hcc-lon-2:verify",
            "cluster/mgmt-01:reconfigure",
            "vm/hcc-lon-1:power-on",
            "vm/hcc-lon-1:await-address",
            "vm/hcc-lon-2:power-on",
            "vm/hcc-lon-2:await-address",
            "rule/hcc-london:await-separation",
            "membership/hcc-lon-2:request-join",
            "membership/hcc-lon-2:join");
  }

  @Test
  void theRuleStandsBeforeAnyVmIsPoweredOn() {
    Plan plan = Planner.plan(Fixtures.desired(true), Fixtures.empty(3));

    plan.graph().nodes().stream()
        .filter(node -> node.step() instanceof Step.PowerOnVm)
        .forEach(
            node -> assertThat(node.dependsOn()).containsExactly("cluster/mgmt-01:reconfigure"));
  }

  @Test
  void nothingIsLeftToDoWhenAllIsAsWanted() {
    Plan plan = Planner.plan(Fixtures.desired(true), Fixtures.converged(true));

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.graph().nodes()).isEmpty();
    assertThat(plan.diagnostics()).isEmpty();
  }

  @Test
  void aPreferredRuleInsteadOfAMandatoryOneIsOneChangeInPlace() {
    Plan plan = Planner.plan(Fixtures.desired(false), Fixtures.converged(true));

    assertThat(plan.summary()).isEqualTo(new Summary(0, 1, 0));
    Change change = plan.changes().stream().filter(Change::isPending).findFirst().orElseThrow();
    assertThat(change.address()).hasToString("rule/hcc-london");
    assertThat(change.impact()).isEqualTo(Impact.IN_PLACE);
    assertThat(change.attributes())
        .containsExactly(
            new AttributeChange("mandatory", Attribute.text(true), Attribute.text(false)));
    assertThat(stepIds(plan))
        .containsExactly("cluster/mgmt-01:reconfigure", "rule/hcc-london:await-separation");
  }

  @Test
  void aForeignVmOfTheNameIsNeverTouched() {
    Observed observed =
        Fixtures.observed(
            Fixtures.cluster(3, HA_ON, true, List.of()),
            null,
            Fixtures.vmWithMarks(Fixtures.PRIMARY, Map.of(), Map.of()));

    Plan plan = Planner.plan(Fixtures.desired(true), observed);

    assertThat(plan.isApplicable()).isFalse();
    assertThat(plan.graph().nodes()).isEmpty();
    Diagnostic problem = plan.diagnostics().getFirst();
    assertThat(problem.category()).isEqualTo(Category.CONFLICT);
    assertThat(problem.summary()).isEqualTo("a VM named hcc-lon-1 is not ours");
    assertThat(problem.advice()).contains("adopt");
  }

  @Test
  void aVmOfAnotherBlueprintIsForeignToo() {
    Observed observed =
        Fixtures.observed(
            Fixtures.cluster(3, HA_ON, true, List.of()),
            null,
            Fixtures.vmWithMarks(
                Fixtures.PRIMARY,
                Marks.whenComplete("other", "hcc-lon-1", "s"),
                Marks.atBirth("hcc-london", "hcc-lon-1")));

    assertThat(Planner.plan(Fixtures.desired(true), observed).diagnostics().getFirst().detail())
        .contains("blueprint other");
  }

  @Test
  void aHalfMadeVmOfOursIsReplaced() {
    Observed observed =
        Fixtures.observed(
            Fixtures.cluster(3, HA_ON, true, List.of()),
            null,
            Fixtures.vmWithMarks(
                Fixtures.PRIMARY, Map.of(), Marks.atBirth("hcc-london", "hcc-lon-1")));

    Plan plan = Planner.plan(Fixtures.desired(true), observed);

    assertThat(plan.isApplicable()).isTrue();
    assertThat(stepIds(plan)).containsSubsequence("vm/hcc-lon-1:discard", "vm/hcc-lon-1:deploy");
    assertThat(plan.summary().destroyed()).isEqualTo(1);
  }

  @Test
  void aMandatoryRuleNeedsAHostForEachNode() {
    Plan plan = Planner.plan(Fixtures.desired(true), Fixtures.empty(1));

    assertThat(plan.isApplicable()).isFalse();
    assertThat(plan.diagnostics()).hasSize(1);
    assertThat(plan.diagnostics().getFirst().code()).isEqualTo("plan/too-few-hosts");
    assertThat(Planner.plan(Fixtures.desired(false), Fixtures.empty(1)).isApplicable()).isTrue();
  }

  @Test
  void aMissingClusterIsToldWithTheNamesThatExist() {
    ObservedWorld world = Fixtures.empty(3).world();
    Observed observed =
        new Observed(
            new ObservedWorld(
                world.datacenter(),
                new Lookup.Missing<>(List.of("mgmt-02", "edge")),
                world.pool(),
                world.datastores(),
                world.networks(),
                Optional.empty(),
                new TreeMap<>(),
                List.of(),
                Optional.of(List.of())),
            new TreeMap<>());

    Diagnostic problem = Planner.plan(Fixtures.desired(true), observed).diagnostics().getFirst();

    assertThat(problem.summary()).isEqualTo("there is no cluster mgmt-01");
    assertThat(problem.detail()).contains("mgmt-02, edge");
    assertThat(problem.advice()).isEqualTo("Did you mean \"mgmt-02\"?");
  }

  @Test
  void aNetworkWhoseNameOthersHaveIsToldWithTheNamesThatAreOnlyTheirs() {
    Diagnostic problem =
        Planner.plan(
                Fixtures.desired(true),
                withNetworks(
                    new Lookup.Ambiguous<>(
                        List.of("edge-vds/horizon-mgmt", "horizon-mgmt#network-7"))))
            .diagnostics()
            .getFirst();

    assertThat(problem.code()).isEqualTo("plan/network-ambiguous");
    assertThat(problem.summary()).isEqualTo("several networks are called horizon-mgmt");
    assertThat(problem.detail())
        .isEqualTo("The hosts of mgmt-01 have edge-vds/horizon-mgmt, horizon-mgmt#network-7.");
    assertThat(problem.advice()).isEqualTo("Name one of them so in the inventory file.");
  }

  @Test
  void aMissingNetworkIsToldWithThoseOfTheHostsHoweverMuchTheyAreLikeIt() {
    Diagnostic problem =
        Planner.plan(
                Fixtures.desired(true),
                withNetworks(
                    new Lookup.Missing<>(
                        List.of("Production/horizon-mgmt", "horizon-mgmt#network-7"))))
            .diagnostics()
            .getFirst();

    assertThat(problem.code()).isEqualTo("plan/network-not-found");
    assertThat(problem.detail())
        .isEqualTo("The hosts of mgmt-01 have Production/horizon-mgmt, horizon-mgmt#network-7.");
  }

  private static Observed withNetworks(Lookup<String> seen) {
    ObservedWorld world = Fixtures.empty(3).world();
    SortedMap<String, Lookup<String>> networks = new TreeMap<>();
    Fixtures.PLACEMENT.networks().values().forEach(network -> networks.put(network, seen));
    return new Observed(
        new ObservedWorld(
            world.datacenter(),
            world.cluster(),
            world.pool(),
            world.datastores(),
            networks,
            Optional.empty(),
            new TreeMap<>(),
            List.of(),
            Optional.of(List.of())),
        new TreeMap<>());
  }

  @Test
  void aForeignRuleOfTheNameIsNeverTouched() {
    Observed observed =
        Fixtures.observed(
            Fixtures.cluster(
                3,
                HA_ON,
                true,
                List.of(ObservedRule.antiAffinity("hcc-london", true, true, List.of("vm-77")))),
            new ObservedSequence.Done(),
            Fixtures.ownVm("vm-1", Fixtures.PRIMARY, true),
            Fixtures.ownVm("vm-2", Fixtures.WORKER, true));

    Plan plan = Planner.plan(Fixtures.desired(true), observed);

    assertThat(plan.diagnostics()).extracting(Diagnostic::code).contains("plan/foreign-rule");
  }

  @Test
  void aMemberThatCannotBeAskedIsPlannedWithTheReason() {
    Observed converged = Fixtures.converged(true);
    TreeMap<String, ObservedSequence> sequences = new TreeMap<>();
    sequences.put("hcc-lon-2", new ObservedSequence.Unknown("no route"));

    Plan plan = Planner.plan(Fixtures.desired(true), new Observed(converged.world(), sequences));

    assertThat(plan.summary()).isEqualTo(new Summary(1, 0, 0));
    assertThat(stepIds(plan))
        .containsExactly("membership/hcc-lon-2:request-join", "membership/hcc-lon-2:join");
    assertThat(plan.changes().getLast().reasons().getFirst()).contains("no route");
  }

  @Test
  void aVmThatIsOffIsPoweredOn() {
    Observed converged = Fixtures.converged(true);
    TreeMap<String, ObservedVm> vms = new TreeMap<>(converged.world().vms());
    vms.put("hcc-lon-1", Fixtures.ownVm("vm-1", Fixtures.PRIMARY, false));
    Observed observed = new Observed(converged.world().withVms(vms), converged.sequences());

    assertThat(stepIds(Planner.plan(Fixtures.desired(true), observed)))
        .containsExactly(
            "vm/hcc-lon-1:power-on",
            "vm/hcc-lon-1:await-address",
            "rule/hcc-london:await-separation");
  }

  @Test
  void nodesThatShareAHostAllTheSameAreTold() {
    Plan plan = Planner.plan(Fixtures.desired(true), Fixtures.converged(true));

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.diagnostics()).extracting(Diagnostic::code).isEmpty();
    Observed together =
        new Observed(
            Fixtures.converged(true)
                .world()
                .withVms(
                    new TreeMap<>(
                        Map.of(
                            "hcc-lon-1", Fixtures.ownVm("vm-1", Fixtures.PRIMARY, true, "esx-1"),
                            "hcc-lon-2", Fixtures.ownVm("vm-2", Fixtures.WORKER, true, "esx-1")))),
            Fixtures.converged(true).sequences());
    assertThat(Planner.plan(Fixtures.desired(true), together).diagnostics())
        .extracting(Diagnostic::detail)
        .containsExactly(
            "hcc-lon-1 and hcc-lon-2 run on host esx-1: when it fails, all of them fail.");
  }

  @Test
  void destroyRemovesWhatIsOursInReverse() {
    Plan plan = Planner.planDestroy(Fixtures.desired(true), Fixtures.converged(true));

    assertThat(plan.summary()).isEqualTo(new Summary(0, 0, 7));
    assertThat(stepIds(plan))
        .containsExactly(
            "cluster/mgmt-01:reconfigure",
            "vm/hcc-lon-2:power-off",
            "vm/hcc-lon-2:destroy",
            "vm/hcc-lon-1:power-off",
            "vm/hcc-lon-1:destroy",
            "folder/Horizon/Connectors:remove");
  }

  @Test
  void destroyLeavesForeignThingsAlone() {
    Observed observed =
        Fixtures.observed(
            Fixtures.cluster(
                3,
                HA_ON,
                true,
                List.of(ObservedRule.antiAffinity("hcc-london", true, true, List.of("vm-77")))),
            null,
            Fixtures.vmWithMarks(Fixtures.PRIMARY, Map.of(), Map.of()));

    Plan plan = Planner.planDestroy(Fixtures.desired(true), observed);

    assertThat(plan.changes())
        .extracting(change -> change.address().toString())
        .containsExactly("folder/Horizon/Connectors");
  }

  @Test
  void planningIsDeterministic() {
    DesiredState desired = Fixtures.desired(true);

    assertThat(Planner.plan(desired, Fixtures.empty(3)))
        .isEqualTo(Planner.plan(desired, Fixtures.empty(3)));
  }

  private static List<String> stepIds(Plan plan) {
    return plan.graph().nodes().stream().map(node -> node.step().id()).toList();
  }
}
