package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.SequenceSpec;
import dev.slipway.model.SequenceSpec.Outcome;
import dev.slipway.testing.StepBuilder;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceDifferTest {
  @ParameterizedTest
  @CsvSource({
    "MEMBERSHIP, its membership could not be read: no answer, a member again",
    "CONFIGURATION, whether it is done could not be read: no answer, as \"publish\" left it again",
  })
  void theWordsAreThoseOfItsOutcome(Outcome outcome, String reason, String title) {
    NodeSequenceSpec join =
        Fixtures.desired(true).all(NodeSequenceSpec.class).findFirst().orElseThrow();
    NodeSequenceSpec spec =
        new NodeSequenceSpec(
            join.node(),
            join.nodes(),
            new SequenceSpec(
                "publish", "worker", outcome, StepBuilder.proof("primary", "true"), List.of()),
            join.bindings());
    TreeMap<String, ObservedSequence> seen = new TreeMap<>();
    seen.put(spec.address().name(), new ObservedSequence.Unknown("no answer"));

    Change change = SequenceDiffer.diff(spec, new Observed(Fixtures.converged(true).world(), seen));

    assertThat(change.reasons()).containsExactly(reason);
    assertThat(new Step.AwaitReturn(spec, "hcc-lon-1").title())
        .isEqualTo("wait until hcc-lon-2 is " + title);
  }
}
