package dev.slipway.appliance;

import dev.slipway.model.SequenceSpec;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.Value;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A sequence as its appliance definition has it: with steps that belong only to some blueprints.
 *
 * @param sequence with all steps
 * @param when the whole sequence belongs; null for always
 * @param steps when single steps belong, by their names; those left out always do
 */
public record ConditionalSequence(
    SequenceSpec sequence, @Nullable When when, Map<String, When> steps) {
  public ConditionalSequence {
    steps = Collections.unmodifiableMap(new TreeMap<>(steps));
  }

  /**
   * The sequence as it is with some settings; empty when it does not belong then.
   *
   * @param settings those that have a value, by name
   */
  public Optional<SequenceSpec> with(Map<String, Value> settings) {
    if (when != null && !when.holds(settings)) {
      return Optional.empty();
    }
    List<SequenceStep> belonging =
        sequence.steps().stream().filter(step -> belongs(step, settings)).toList();
    return Optional.of(
        new SequenceSpec(
            sequence.name(), sequence.forRole(), sequence.outcome(), sequence.proof(), belonging));
  }

  private boolean belongs(SequenceStep step, Map<String, Value> settings) {
    When condition = steps.get(step.name());
    return condition == null || condition.holds(settings);
  }
}
