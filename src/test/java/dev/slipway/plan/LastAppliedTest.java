package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DesiredState;
import dev.slipway.model.Marks;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LastAppliedTest {
  private static final Settings HA_ON = Fixtures.ha(true, "vmMonitoringOnly");
  private static final ObservedRule RULE =
      ObservedRule.antiAffinity("hcc-london", true, true, List.of("vm-1", "vm-2"));

  @Test
  void marksAreWrittenOnce() {
    Observed converged = Fixtures.converged(true);

    assertThat(LastApplied.of(Fixtures.desired(true), converged.world()).marks())
        .containsOnlyKeys(Fixtures.PRIMARY.vm(), Fixtures.WORKER.vm());
    assertThat(LastApplied.of(Fixtures.desired(true), applied(HA_ON, true, RULE).world()).marks())
        .isEmpty();
    assertThat(LastApplied.of(Fixtures.desired(false), applied(HA_ON, true, RULE).world()).marks())
        .hasSize(2);
  }

  @Test
  void withoutAMarkNothingIsSaidOfDrift() {
    Plan plan = Planner.plan(Fixtures.desired(true), Fixtures.empty(3));

    assertThat(plan.changes()).noneMatch(Change::hasDrift);
  }

  @Test
  void aSettingTurnedOffOutsideIsDrift() {
    Plan plan = plan(true, applied(Fixtures.ha(false, "vmMonitoringOnly"), true));

    Change ha = change(plan, "ha/mgmt-01");
    assertThat(ha.hasDrift()).isTrue();
    assertThat(ha.reasons()).containsExactly("changed outside since the last apply: enabled");
  }

  @Test
  void aRemovedRuleIsDrift() {
    Change rule = change(plan(true, applied(HA_ON, true)), "rule/hcc-london");

    assertThat(rule.action()).isEqualTo(Action.CREATE);
    assertThat(rule.attributes()).allMatch(AttributeChange::drift);
  }

  @Test
  void whatTheBlueprintChangesIsToldApartFromDriftOfTheSameResource() {
    Plan plan =
        plan(
            false,
            applied(
                HA_ON,
                true,
                ObservedRule.antiAffinity("hcc-london", false, true, List.of("vm-1", "vm-2"))));

    assertThat(change(plan, "rule/hcc-london").attributes())
        .containsExactly(
            new AttributeChange("mandatory", Attribute.text(true), Attribute.text(false), false),
            new AttributeChange("enabled", Attribute.text(false), Attribute.text(true), true));
  }

  @Test
  void aVmPoweredOffOutsideIsDrift() {
    Change vm = change(plan(true, applied(HA_ON, false, RULE)), "vm/hcc-lon-2");

    assertThat(vm.attributes()).extracting(AttributeChange::path).containsExactly("power");
    assertThat(vm.hasDrift()).isTrue();
  }

  @Test
  void aVmRemovedOutsideIsDriftAsTheOtherNodesTell() {
    Observed observed =
        Fixtures.observed(
            Fixtures.cluster(3, HA_ON, true, List.of(RULE)),
            null,
            marked("vm-1", Fixtures.PRIMARY.name(), true));

    assertThat(change(plan(true, observed), "vm/hcc-lon-2").hasDrift()).isTrue();
    assertThat(change(plan(true, observed), "membership/hcc-lon-2").hasDrift()).isTrue();
  }

  @Test
  void aNodeAddedToTheBlueprintIsNot() {
    DesiredState whole = Fixtures.desired(true);
    DesiredState single =
        new DesiredState(
            whole.blueprint(),
            whole.digest(),
            whole.placement(),
            List.of(Fixtures.PRIMARY),
            Map.of(),
            whole.resources().stream()
                .filter(resource -> !resource.address().name().equals(Fixtures.WORKER.name()))
                .toList());
    Observed before =
        Fixtures.observed(
            Fixtures.cluster(3, HA_ON, true, List.of(RULE)),
            null,
            Fixtures.ownVm("vm-1", Fixtures.PRIMARY, true));
    String mark =
        LastApplied.of(single, before.world()).marks().values().stream().findFirst().orElseThrow();
    Observed observed =
        Fixtures.observed(
            Fixtures.cluster(3, HA_ON, true, List.of(RULE)),
            null,
            withMark(Fixtures.ownVm("vm-1", Fixtures.PRIMARY, true), mark));

    assertThat(change(plan(true, observed), "vm/hcc-lon-2").hasDrift()).isFalse();
  }

  /** What an apply of the mandatory rule had left, and what became of it since. */
  private static Observed applied(Settings ha, boolean workerOn, ObservedRule... rules) {
    ObservedCluster cluster = Fixtures.cluster(3, ha, true, List.of(rules));
    return Fixtures.observed(
        cluster.withHaOverrides(Map.of("vm-1", Fixtures.HIGH, "vm-2", Fixtures.HIGH)),
        new ObservedSequence.Done(),
        marked("vm-1", Fixtures.PRIMARY.name(), true),
        marked("vm-2", Fixtures.WORKER.name(), workerOn));
  }

  private static ObservedVm marked(String reference, String node, boolean poweredOn) {
    var target = node.equals(Fixtures.PRIMARY.name()) ? Fixtures.PRIMARY : Fixtures.WORKER;
    Map<VmPath, String> marks =
        LastApplied.of(Fixtures.desired(true), Fixtures.converged(true).world()).marks();
    return withMark(
        Fixtures.ownVm(reference, target, poweredOn), marks.getOrDefault(target.vm(), ""));
  }

  private static ObservedVm withMark(ObservedVm vm, String mark) {
    Map<String, String> marks = new HashMap<>(vm.marks());
    marks.put(Marks.APPLIED, mark);
    return new ObservedVm(
        vm.reference(),
        vm.name(),
        vm.poweredOn(),
        vm.host(),
        marks,
        vm.birthMarks(),
        vm.properties(),
        vm.toolsStatus(),
        vm.addresses());
  }

  private static Plan plan(boolean mandatory, Observed observed) {
    return Planner.plan(Fixtures.desired(mandatory), observed);
  }

  private static Change change(Plan plan, String address) {
    return plan.changes().stream()
        .filter(change -> change.address().toString().equals(address))
        .findFirst()
        .orElseThrow();
  }
}
