package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Desired;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.SequenceSpec;
import dev.slipway.model.SequenceSpec.Outcome;
import dev.slipway.testing.StepBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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

  /** Its old self was set up, whichever node says so. */
  @Test
  void theNewNodeIsSetUpThoughAnotherNodeSaysThatItIs() {
    DesiredState base = Fixtures.desired(true);
    NodeSequenceSpec join = base.all(NodeSequenceSpec.class).findFirst().orElseThrow();
    NodeSequenceSpec publish =
        new NodeSequenceSpec(
            join.node(),
            join.nodes(),
            new SequenceSpec(
                "publish",
                "worker",
                Outcome.CONFIGURATION,
                StepBuilder.proof("primary", "true"),
                List.of(StepBuilder.step("publish").build())),
            join.bindings());
    List<Desired> resources = new ArrayList<>(base.resources());
    resources.add(publish);
    DesiredState desired =
        new DesiredState(
            base.blueprint(), base.digest(), base.placement(), base.nodes(), Map.of(), resources);
    Observed converged = Fixtures.converged(true);
    SortedMap<String, ObservedSequence> sequences = new TreeMap<>(converged.sequences());
    sequences.put(publish.address().name(), new ObservedSequence.Done());
    Observed observed = new Observed(converged.world(), sequences);

    assertThat(steps(Planner.plan(desired, observed, Set.of()))).isEmpty();
    assertThat(steps(Planner.plan(desired, observed, Set.of("hcc-lon-2"))))
        .containsSubsequence("vm/hcc-lon-2:deploy", "configuration/hcc-lon-2.publish:publish");
  }

  private static List<String> steps(Plan plan) {
    return plan.graph().nodes().stream().map(node -> node.step().id()).toList();
  }
}
