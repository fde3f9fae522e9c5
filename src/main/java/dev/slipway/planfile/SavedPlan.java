package dev.slipway.planfile;

import dev.slipway.model.DesiredState;
import dev.slipway.model.Observed;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Planner;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A plan with all that is needed to carry it out later without the blueprint. It holds no secret:
 * confidential values are references, resolved when the plan is applied.
 *
 * @param vcenter URL of the vCenter that it was made for, as the inventory file gives it
 * @param appliance name of the appliance definition
 * @param sshUser whom sequences log in as
 * @param observed what was seen when it was made
 * @param replaced nodes that are to be replaced because the user asked for it
 * @param judgement what the policies said of it
 */
public record SavedPlan(
    String slipwayVersion,
    Instant created,
    String vcenter,
    String appliance,
    String sshUser,
    DesiredState desired,
    Observed observed,
    Set<String> replaced,
    Judgement judgement) {
  public SavedPlan {
    replaced = Collections.unmodifiableSortedSet(new TreeSet<>(replaced));
  }

  /** What is desired, with the datastores that the plan chose when it was made. */
  public DesiredState placed() {
    return Planner.placed(desired, observed, replaced);
  }

  /** The same with other desired resources. */
  public SavedPlan with(DesiredState newDesired) {
    return new SavedPlan(
        slipwayVersion,
        created,
        vcenter,
        appliance,
        sshUser,
        newDesired,
        observed,
        replaced,
        judgement);
  }

  /** The plan itself. Planning is pure, so this is the one that was shown. */
  public Plan plan() {
    return Planner.plan(desired, observed, replaced).judged(judgement.verdict());
  }
}
