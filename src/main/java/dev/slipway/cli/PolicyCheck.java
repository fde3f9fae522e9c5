package dev.slipway.cli;

import dev.slipway.plan.Plan;
import dev.slipway.plan.Verdict;
import dev.slipway.policy.Facts;
import dev.slipway.policy.Policies;
import dev.slipway.view.PlanJson;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The policies that hold for one blueprint, ready to be asked. */
record PolicyCheck(Policies policies, Facts facts, InstantSource clock) {

  /** The plan with what the rules say of it. */
  Plan judge(Plan plan) {
    return plan.judged(policies.judge(facts, PlanJson.tree(plan), today()));
  }

  /** What those rules say that need no plan. */
  Verdict judgeInput() {
    return policies.judge(facts, null, today());
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
