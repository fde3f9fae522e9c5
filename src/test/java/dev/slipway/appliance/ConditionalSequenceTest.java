package dev.slipway.appliance;

import static dev.slipway.testing.StepBuilder.proof;
import static dev.slipway.testing.StepBuilder.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.appliance.ConditionalSequence.Need;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.SequenceSpec;
import dev.slipway.model.SequenceSpec.Outcome;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConditionalSequenceTest {
  private static final SequenceSpec SEQUENCE =
      new SequenceSpec(
          "setup",
          "first",
          Outcome.CONFIGURATION,
          proof("node", "state"),
          List.of(
              step("always").build(),
              step("cluster").build(),
              step("licensed").build(),
              step("unlicensed").build()));
  private static final ConditionalSequence CONDITIONAL =
      new ConditionalSequence(
          SEQUENCE,
          new When("mode", true, List.of("single", "cluster")),
          Map.of(
              "cluster", new When("mode", true, List.of("cluster")),
              "licensed", new When("license", true, List.of()),
              "unlicensed", new When("license", false, List.of())),
          List.of(
              new Need(null, name("settings.owner")),
              new Need("always", name("settings.mode")),
              new Need("cluster", name("settings.peer"))));

  private static Located<String> name(String name) {
    return new Located<>(name, SourceRange.startOf("setup.yaml"));
  }

  @Test
  void itNeedsWhatTheStepsReferToThatBelong() {
    assertThat(needs("single")).containsExactly("settings.owner", "settings.mode");
    assertThat(needs("cluster"))
        .containsExactly("settings.owner", "settings.mode", "settings.peer");
  }

  private static List<String> needs(String mode) {
    SequenceSpec sequence = CONDITIONAL.with(Map.of("mode", Value.plain(mode))).orElseThrow();
    return CONDITIONAL.needs(sequence).stream().map(Located::value).toList();
  }

  @Test
  void stepsBelongByTheValueOfTheirSetting() {
    assertThat(steps(Map.of("mode", Value.plain("single"))))
        .containsExactly("always", "unlicensed");
    assertThat(steps(Map.of("mode", Value.plain("cluster"))))
        .containsExactly("always", "cluster", "unlicensed");
  }

  @Test
  void aSecretCountsAsGivenAndAsNoneOfTheValues() {
    Value secret = new Value.Confidential("${secret:license}");

    assertThat(steps(Map.of("mode", Value.plain("cluster"), "license", secret)))
        .containsExactly("always", "cluster", "licensed");
    assertThat(CONDITIONAL.with(Map.of("mode", secret))).isEmpty();
  }

  @Test
  void aWholeSequenceIsLeftOut() {
    assertThat(CONDITIONAL.with(Map.of("mode", Value.plain("other")))).isEmpty();
    assertThat(CONDITIONAL.with(Map.of())).isEmpty();
  }

  private static List<String> steps(Map<String, Value> settings) {
    return CONDITIONAL.with(settings).orElseThrow().steps().stream()
        .map(SequenceStep::name)
        .toList();
  }
}
