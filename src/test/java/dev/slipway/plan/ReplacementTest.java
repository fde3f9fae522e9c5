package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplacementTest {
  @Test
  void theNewNodeTakesTheOldOnesPlaceEverywhere() {
    Plan plan = Planner.plan(Fixtures.desired(true), Fixtures.converged(true), Set.of("hcc-lon-2"));

    assertThat(plan.isApplicable()).isTrue();
    assertThat(plan.changes().stream().filter(Change::isPending))
        .extracting(change -> change.address() + " " + change.action())
        .containsExactly(
            "vm/hcc-lon-2 REPLACE",
            "rule/hcc-london UPDATE",
            "ha-override/hcc-lon-2 CREATE",
            "membership/hcc-lon-2 CREATE");
    assertThat(plan.summary()).isEqualTo(new Summary(3, 1, 1));
    assertThat(steps(plan))
        .containsExactly(
            "vm/hcc-lon-2:power-off",
            "membership/hcc-lon-2:await-departure",
            "vm/hcc-lon-2:destroy",
            "vm/hcc-lon-2:deploy",
            "vm/hcc-lon-2:mark",
            "vm/hcc-lon-2:verify",
            "cluster/mgmt-01:reconfigure",
            "vm/hcc-lon-2:power-on",
            "vm/hcc-lon-2:await-address",
            "rule/hcc-london:await-separation",
            "membership/hcc-lon-2:request-join",
            "membership/hcc-lon-2:join");
  }

  @Test
  void whoeverIsAskedAboutMembersIsNotAskedWhileItIsReplaced() {
    Plan plan = Planner.plan(Fixtures.desired(true), Fixtures.converged(true), Set.of("hcc-lon-1"));

    assertThat(steps(plan))
        .doesNotContain("membership/hcc-lon-2:await-departure")
        .containsSubsequence(
            "vm/hcc-lon-1:destroy", "vm/hcc-lon-1:deploy", "membership/hcc-lon-2:join");
  }

  @Test
  void aNodeThatIsNotThereIsSimplyMade() {
    Plan plan = Planner.plan(Fixtures.desired(true), Fixtures.empty(3), Set.of("hcc-lon-2"));

    assertThat(plan.summary()).isEqualTo(new Summary(7, 2, 0));
  }

  private static List<String> steps(Plan plan) {
    return plan.graph().nodes().stream().map(node -> node.step().id()).toList();
  }
}
