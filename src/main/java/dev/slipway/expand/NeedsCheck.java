package dev.slipway.expand;

import dev.slipway.appliance.ConditionalSequence;
import dev.slipway.appliance.TemplateValue;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.model.SequenceSpec;
import dev.slipway.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds what sequences refer to and nothing gives a value for, before there is a VM. */
final class NeedsCheck {
  /** Where names begin that an inventory file or a blueprint may leave without a value. */
  private static final List<String> OPTIONAL_SCOPES = List.of("network.", "settings.", "ssh.");

  private NeedsCheck() {}

  /** Reports each name once, at the first step that refers to it. */
  static void check(
      List<ConditionalSequence> sequences,
      Map<String, Value> settings,
      List<Blueprint.Node> nodes,
      BindingsBuilder bindings,
      Diagnostics diagnostics) {
    Map<String, Located<String>> missing = new TreeMap<>();
    for (ConditionalSequence conditional : sequences) {
      Optional<SequenceSpec> sequence = conditional.with(settings);
      if (sequence.isPresent()) {
        for (Blueprint.Node node : nodes) {
          if (sequence.get().forRole().equals(node.role().value())) {
            Set<String> known = bindings.of(node).values().keySet();
            conditional.needs(sequence.get()).stream()
                .filter(need -> OPTIONAL_SCOPES.stream().anyMatch(need.value()::startsWith))
                .filter(need -> !known.contains(need.value()))
                .forEach(need -> missing.putIfAbsent(need.value(), need));
          }
        }
      }
    }
    missing.forEach(
        (name, need) -> diagnostics.add(TemplateValue.noValue(name, "$" + name, need.range())));
  }
}
