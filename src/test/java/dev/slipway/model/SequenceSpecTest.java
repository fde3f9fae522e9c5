package dev.slipway.model;

import static dev.slipway.testing.StepBuilder.proof;
import static dev.slipway.testing.StepBuilder.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.SequenceSpec.Outcome;
import dev.slipway.model.SequenceStep.Capture;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequenceSpecTest {
  private static final SequenceStep FIND = step("find").captures(capture("id")).build();
  private static final SequenceStep START =
      step("start").uses("id").captures(capture("run")).build();
  private static final SequenceStep AWAIT = step("await").uses("run").build();
  private static final SequenceStep END = step("end").build();

  @Test
  void capturesAreNeededAsLongAsAStepThatUsesThemIsToCome() {
    assertThat(needed(FIND, Set.of("find"))).isTrue();
    assertThat(needed(START, Set.of("find", "start"))).isTrue();
    assertThat(needed(START, Set.of("find", "start", "await"))).isFalse();
  }

  @Test
  void capturesAreNeededToCaptureOthersAgain() {
    assertThat(needed(FIND, Set.of("find", "start"))).isTrue();
    assertThat(needed(FIND, Set.of("find", "start", "await"))).isFalse();
  }

  @Test
  void capturesAreNeededForProofs() {
    SequenceStep proven = step("proven").uses("id").proof(proof("node", "state")).build();

    assertThat(of(FIND, proven).needsCapturesOf(FIND, step -> true)).isTrue();
  }

  private static boolean needed(SequenceStep step, Set<String> done) {
    return of(FIND, START, AWAIT, END).needsCapturesOf(step, other -> done.contains(other.name()));
  }

  private static SequenceSpec of(SequenceStep... steps) {
    return new SequenceSpec(
        "setup", "first", Outcome.CONFIGURATION, proof("node", "state"), List.of(steps));
  }

  private static Capture capture(String name) {
    return new Capture(name, new Extraction.Header(name), false, null);
  }
}
