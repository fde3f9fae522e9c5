package dev.slipway.view;

import dev.slipway.plan.Fixtures;
import dev.slipway.plan.Planner;
import dev.slipway.testing.Schemas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanJsonTest {
  @Test
  void plansAreAsTheSchemaSays() {
    Schemas.assertValid("plan", PlanJson.render(SamplePlans.everything().plan()));
    Schemas.assertValid("plan", PlanJson.render(SamplePlans.noChanges().plan()));
  }

  @Test
  void soIsAPlanThatDestroys() {
    Schemas.assertValid(
        "plan",
        PlanJson.render(Planner.planDestroy(Fixtures.desired(true), Fixtures.converged(true))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 100})
  void whateverNamesHold(int resources) {
    Schemas.assertValid("plan", PlanJson.render(SamplePlans.hostile(resources, resources).plan()));
  }
}
