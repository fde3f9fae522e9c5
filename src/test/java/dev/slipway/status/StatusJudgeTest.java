package dev.slipway.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.appliance.ApplianceLoader;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Checkup;
import dev.slipway.model.StatusSpec;
import dev.slipway.plan.Fixtures;
import dev.slipway.status.StatusReport.GracePeriod;
import dev.slipway.status.StatusReport.Level;
import dev.slipway.testing.Golden;
import dev.slipway.testing.Schemas;
import dev.slipway.view.StatusJson;
import dev.slipway.view.StatusText;
import dev.slipway.view.Style;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every outage of the architecture, with and without node-level HA, as people are told of it. */
class StatusJudgeTest {
  private static final Instant LOST = Instant.parse("2026-11-01T08:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-03T12:00:00Z");
  private static final String PRIMARY = "hcc-lon-1";
  private static final String WORKER = "hcc-lon-2";

  private static final Map<String, UnaryOperator<HealthBuilder>> CASES =
      Map.ofEntries(
          Map.entry("healthy", seen -> seen),
          Map.entry("service-down", seen -> seen.failed("cloud-proxy", WORKER)),
          Map.entry("single-service-down", seen -> seen.failed("ils", PRIMARY)),
          Map.entry("worker-off", seen -> seen.off(WORKER)),
          Map.entry("worker-gone", seen -> seen.gone(WORKER)),
          Map.entry("worker-silent", seen -> seen.silent(WORKER)),
          Map.entry("primary-off", seen -> seen.off(PRIMARY)),
          Map.entry("both-off", seen -> seen.off(PRIMARY).off(WORKER)),
          Map.entry("split-by-primary", seen -> seen.notMember()),
          Map.entry("split-by-worker", seen -> seen.takesItselfForNoMember()),
          Map.entry("not-member", seen -> seen.notMember().takesItselfForNoMember()),
          Map.entry("not-told", seen -> seen.cannotBeAsked()),
          Map.entry("together", seen -> seen.together()),
          Map.entry("not-deployed", seen -> seen.gone(PRIMARY).gone(WORKER)));

  @ParameterizedTest
  @CsvSource({
    "healthy, HEALTHY, AT_RISK, ,",
    "service-down, DEGRADED, DEGRADED, service-reduced-with-ha, service-reduced",
    "single-service-down, DOWN, DOWN, service-stopped, service-stopped",
    "worker-off, DEGRADED, DEGRADED, worker-lost-restarting, worker-lost",
    "worker-gone, DEGRADED, DEGRADED, worker-lost-restarting, worker-lost",
    "worker-silent, DEGRADED, DEGRADED, worker-lost-restarting, worker-lost",
    "primary-off, DOWN, DOWN, primary-lost-restarting, primary-lost",
    "both-off, DOWN, DOWN, cluster-lost-restarting, cluster-lost",
    "split-by-primary, DEGRADED, DEGRADED, members-split, members-split",
    "split-by-worker, DEGRADED, DEGRADED, members-split, members-split",
    "not-member, DEGRADED, DEGRADED, worker-not-member, worker-not-member",
    "not-told, UNKNOWN, UNKNOWN, ,",
    "together, AT_RISK, AT_RISK, ,",
    "not-deployed, DOWN, DOWN, ,",
  })
  void everyOutageIsKnown(
      String name,
      Level withHa,
      Level withoutHa,
      @Nullable String scenarioWithHa,
      @Nullable String scenarioWithoutHa)
      throws IOException {
    for (boolean ha : new boolean[] {true, false}) {
      StatusReport report = judge(name, ha, LOST);

      String file = "status/" + name + (ha ? "" : "-without-ha");
      Golden.check(file + ".txt", StatusText.render(report, Style.PLAIN));
      assertThat(report.level()).isEqualTo(ha ? withHa : withoutHa);
      assertThat(report.scenario()).isEqualTo(ha ? scenarioWithHa : scenarioWithoutHa);
      String json = StatusJson.render(report);
      Schemas.assertValid("status-report", json);
      if (name.equals("primary-off")) {
        Golden.check(file + ".json", json + "\n");
      }
    }
  }

  @Test
  void aPeriodOfGraceEndsOnlyWhenItsBeginningIsKnown() {
    assertThat(judge("primary-off", true, LOST).grace())
        .satisfies(grace -> {
          assertThat(grace.until()).isEqualTo("2026-11-26T08:00:00Z");
          assertThat(grace.ended()).isFalse();
        });
    assertThat(judge("primary-off", true, Instant.parse("2026-10-09T12:00:00Z")).grace())
        .extracting(GracePeriod::ended)
        .isEqualTo(true);
    StatusReport unknown = judge("primary-off", true, null);
    assertThat(unknown.grace()).extracting(GracePeriod::until).isNull();
    assertThat(StatusText.render(unknown, Style.PLAIN))
        .contains("25 days from the loss of the primary node; say when that was with --since");
    assertThat(judge("worker-off", true, LOST).grace()).isNull();
  }

  @Test
  void anApplianceOfWhichNothingIsKnownIsJudgedByWhatVCenterShows() {
    StatusReport report =
        StatusJudge.judge(
            Fixtures.desired(true),
            Checkup.NONE,
            HealthBuilder.of(StatusSpec.NONE, true).off(WORKER).build(),
            null,
            NOW);

    assertThat(report.level()).isEqualTo(Level.DEGRADED);
    assertThat(report.problems()).containsExactly("hcc-lon-2 is powered off.");
  }

  private static StatusReport judge(String name, boolean ha, @Nullable Instant since) {
    StatusSpec spec = definition().status();
    return StatusJudge.judge(
        Fixtures.desired(true),
        new Checkup(spec, new TreeMap<>()),
        Objects.requireNonNull(CASES.get(name)).apply(HealthBuilder.of(spec, ha)).build(),
        since,
        NOW);
  }

  private static ApplianceDefinition definition() {
    Diagnostics diagnostics = new Diagnostics();
    ApplianceDefinition definition =
        new ApplianceLoader(List.of(Path.of("templates")))
            .load(
                new Located<>("horizon-cloud-connector", SourceRange.startOf("test")), diagnostics)
            .orElseThrow();
    assertThat(diagnostics.all()).isEmpty();
    return definition;
  }
}
