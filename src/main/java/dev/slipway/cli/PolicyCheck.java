package dev.slipway.cli;

import dev.slipway.plan.Plan;
import dev.slipway.plan.Verdict;
import dev.slipway.planfile.Judgement;
import dev.slipway.policy.Facts;
import dev.slipway.policy.Policies;
import dev.slipway.view.PlanJson;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The policies that hold for one blueprint, ready to be asked.
 *
 * @param places the files and folders that they were read from
 */
record PolicyCheck(Policies policies, List<Path> places, Facts facts, InstantSource clock) {

  /** The plan with what the rules say of it. */
  Plan judge(Plan plan) {
    return plan.judged(policies.judge(facts, PlanJson.tree(plan), today()));
  }

  /** What those rules say that need no plan. */
  Verdict judgeInput() {
    return policies.judge(facts, null, today());
  }

  /** What a plan that was judged so is saved with. */
  Judgement judgement(Plan judged) {
    return new Judgement(facts.blueprint(), places, judged.verdict());
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
