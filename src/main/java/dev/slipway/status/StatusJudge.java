package dev.slipway.status;

import dev.slipway.model.Checkup;
import dev.slipway.model.DesiredState;
import dev.slipway.model.ObservedHealth;
import dev.slipway.model.StatusSpec;
import dev.slipway.model.StatusSpec.Condition;
import dev.slipway.model.StatusSpec.Grace;
import dev.slipway.model.StatusSpec.Scenario;
import dev.slipway.status.StatusReport.GracePeriod;
import dev.slipway.status.StatusReport.Level;
import dev.slipway.status.StatusReport.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells from what was seen which scenario it is, and what follows from it. */
public final class StatusJudge {
  private final DesiredState desired;
  private final StatusSpec spec;
  private final StatusFacts facts;

  private StatusJudge(DesiredState desired, StatusSpec spec, StatusFacts facts) {
    this.desired = desired;
    this.spec = spec;
    this.facts = facts;
  }

  /**
   * Judges.
   *
   * @param since when it happened; null when nobody said
   */
  public static StatusReport judge(
      DesiredState desired,
      Checkup checkup,
      ObservedHealth seen,
      @Nullable Instant since,
      Instant now) {
    StatusFacts facts = FactsOfHealth.of(desired, checkup.spec(), seen);
    return new StatusJudge(desired, checkup.spec(), facts).report(since, now);
  }

  private StatusReport report(@Nullable Instant since, Instant now) {
    StatusFindings findings = new StatusFindings(desired, spec, facts);
    List<String> problems = findings.problems();
    List<String> risks = findings.risks();
    List<String> notTold = findings.notTold();
    if (facts.nodes().stream().allMatch(node -> node.state() == State.ABSENT)) {
      return report(
          Level.DOWN,
          null,
          "Nothing of it is deployed",
          problems,
          null,
          List.of("Deploy it with slipway apply."),
          List.of(),
          List.of());
    }
    Optional<Scenario> fitting =
        spec.scenarios().stream().filter(scenario -> fits(scenario.when())).findFirst();
    if (fitting.isPresent()) {
      Scenario scenario = fitting.get();
      Grace grace = scenario.grace();
      return report(
          switch (scenario.level()) {
            case DEGRADED -> Level.DEGRADED;
            case DOWN -> Level.DOWN;
          },
          scenario,
          scenario.title(),
          problems,
          grace == null ? null : period(grace, since, now),
          scenario.advice(),
          risks,
          notTold);
    }
    if (!problems.isEmpty()) {
      return report(
          Level.DEGRADED,
          null,
          "Not all of it works",
          problems,
          null,
          List.of("See with slipway plan what slipway apply would mend."),
          risks,
          notTold);
    }
    if (!notTold.isEmpty()) {
      return report(
          Level.UNKNOWN,
          null,
          "Nothing is known to be wrong, but not everything could be told",
          problems,
          null,
          List.of(),
          risks,
          notTold);
    }
    return risks.isEmpty()
        ? report(Level.HEALTHY, null, "Everything works", problems, null, List.of(), risks, notTold)
        : report(
            Level.AT_RISK,
            null,
            "Everything works, but not everything that should protect it is there",
            problems,
            null,
            List.of("See with slipway plan what slipway apply would mend."),
            risks,
            notTold);
  }

  private StatusReport report(
      Level level,
      @Nullable Scenario scenario,
      String title,
      List<String> problems,
      @Nullable GracePeriod grace,
      List<String> advice,
      List<String> risks,
      List<String> notTold) {
    return new StatusReport(
        desired.blueprint(),
        level,
        scenario == null ? null : scenario.name(),
        title,
        problems,
        scenario == null ? List.of() : scenario.works(),
        scenario == null ? List.of() : scenario.doesNotWork(),
        grace,
        advice,
        risks,
        notTold,
        facts.nodes(),
        facts.sequences(),
        facts.services(),
        facts.cluster());
  }

  private static GracePeriod period(Grace grace, @Nullable Instant since, Instant now) {
    Instant until = since == null ? null : since.plus(grace.days(), ChronoUnit.DAYS);
    return new GracePeriod(
        grace.of(),
        grace.days(),
        grace.from(),
        since,
        until,
        until == null ? null : !now.isBefore(until));
  }

  private boolean fits(Condition when) {
    return when.down().stream().allMatch(role -> facts.has(role, false))
        && when.up().stream().allMatch(role -> facts.has(role, true))
        && (when.members() == null || facts.members().contains(when.members()))
        && (when.services() == null || facts.failures().contains(when.services()))
        && (when.nodeHighAvailability() == null
            || when.nodeHighAvailability() == facts.nodeHighAvailability());
  }
}
