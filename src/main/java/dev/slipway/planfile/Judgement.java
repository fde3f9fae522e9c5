package dev.slipway.planfile;

import dev.slipway.plan.Verdict;
import dev.slipway.policy.BlueprintFacts;
import java.nio.file.Path;
import java.util.List;

/**
 * How a plan was judged by the policies, and what it takes to judge it again.
 *
 * @param blueprint what rules may ask about the blueprint
 * @param policies the files and folders that the rules were read from
 */
public record Judgement(BlueprintFacts blueprint, List<Path> policies, Verdict verdict) {
  public Judgement {
    policies = List.copyOf(policies);
  }
}
