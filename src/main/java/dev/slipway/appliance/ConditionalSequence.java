package dev.slipway.appliance;

import dev.slipway.diag.Located;
import dev.slipway.model.SequenceSpec;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.Value;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A sequence as its appliance definition has it: with steps that belong only to some blueprints.
 *
 * @param sequence with all steps
 * @param when the whole sequence belongs; null for always
 * @param steps when single steps belong, by their names; those left out always do
 * @param needs what its proof and its steps need values for
 */
public record ConditionalSequence(
    SequenceSpec sequence, @Nullable When when, Map<String, When> steps, List<Need> needs) {
  public ConditionalSequence {
    steps = Collections.unmodifiableMap(new TreeMap<>(steps));
    needs = List.copyOf(needs);
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

  /**
   * The names that the sequence needs values for, with where it refers to them.
   *
   * @param belonging the sequence with some settings
   */
  public List<Located<String>> needs(SequenceSpec belonging) {
    Set<String> names =
        belonging.steps().stream().map(SequenceStep::name).collect(Collectors.toSet());
    return needs.stream()
        .filter(need -> need.step() == null || names.contains(need.step()))
        .map(Need::name)
        .toList();
  }

  /**
   * A name without whose value nothing goes.
   *
   * @param step the name of the step that refers to it; null for the proof of the sequence
   * @param name with dots, and where it is referred to
   */
  public record Need(@Nullable String step, Located<String> name) {}

  private boolean belongs(SequenceStep step, Map<String, Value> settings) {
    When condition = steps.get(step.name());
    return condition == null || condition.holds(settings);
  }
}
