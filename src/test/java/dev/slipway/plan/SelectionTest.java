package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Address;
import dev.slipway.model.DesiredState;
import dev.slipway.model.ResourceKind;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final Address WORKER = new Address(ResourceKind.VM, "hcc-lon-2");
  private static final Address RULE = new Address(ResourceKind.RULE, "hcc-london");

  private final DesiredState desired = Fixtures.desired(true);

  @Test
  void nothingGivenIsTheWhole() {
    Selection selection = new Selection(Set.of(), Set.of());

    assertThat(selection.toMake(desired)).isEqualTo(desired);
    assertThat(selection.toRemove(desired)).isEqualTo(desired);
  }

  @Test
  void aTargetBringsWhatItRestsOn() {
    DesiredState part = new Selection(Set.of(RULE), Set.of()).toMake(desired);

    assertThat(part.resources())
        .extracting(resource -> resource.address().toString())
        .containsExactly(
            "folder/Horizon/Connectors",
            "vm/hcc-lon-1",
            "vm/hcc-lon-2",
            "drs/mgmt-01",
            "rule/hcc-london");
    assertThat(part.whole()).isFalse();
  }

  @Test
  void whatIsLeftOutTakesAlongWhatRestsOnIt() {
    DesiredState part = new Selection(Set.of(), Set.of(WORKER)).toMake(desired);

    assertThat(part.resources())
        .extracting(resource -> resource.address().toString())
        .containsExactly(
            "folder/Horizon/Connectors",
            "vm/hcc-lon-1",
            "ha/mgmt-01",
            "drs/mgmt-01",
            "ha-override/hcc-lon-1");
  }

  @Test
  void removingATargetRemovesWhatRestsOnIt() {
    DesiredState part = new Selection(Set.of(WORKER), Set.of()).toRemove(desired);

    assertThat(part.resources())
        .extracting(resource -> resource.address().toString())
        .containsExactly(
            "vm/hcc-lon-2", "rule/hcc-london", "ha-override/hcc-lon-2", "membership/hcc-lon-2");
  }

  @Test
  void destroyingOneNodeLeavesTheOtherAndTheRule() {
    Plan plan =
        Planner.planDestroy(
            new Selection(Set.of(WORKER), Set.of()).toRemove(desired), Fixtures.converged(true));

    assertThat(plan.changes())
        .extracting(change -> change.address().toString())
        .containsExactly("membership/hcc-lon-2", "ha-override/hcc-lon-2", "vm/hcc-lon-2");
    assertThat(plan.diagnostics())
        .extracting(diagnostic -> diagnostic.code())
        .containsExactly("plan/partial");
  }

  @Test
  void aPartIsPlannedWithoutTheRest() {
    Plan plan =
        Planner.plan(
            new Selection(Set.of(new Address(ResourceKind.HA, "mgmt-01")), Set.of())
                .toMake(desired),
            Fixtures.empty(3));

    assertThat(plan.summary()).isEqualTo(new Summary(0, 1, 0));
    assertThat(plan.isApplicable()).isTrue();
  }
}
