package dev.slipway.policy;

import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Severity;
import dev.slipway.diag.SourceRange;
import dev.slipway.policy.Conditions.Expression;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a policy file.
 *
 * @param violatedBy the value of the condition that breaks the rule
 * @param forEach a list whose elements the condition is asked of; null to ask it once
 */
record Rule(
    String name,
    Severity severity,
    Expression condition,
    boolean violatedBy,
    @Nullable Expression forEach,
    List<MessagePart> message) {
  Rule {
    message = List.copyOf(message);
  }

  /** Text, or an expression whose value is put in its place. */
  record MessagePart(String text, @Nullable Expression expression) {
    String fill(Map<String, Object> variables, Diagnostics diagnostics) {
      return expression == null
          ? text
          : String.valueOf(expression.evaluate(variables, diagnostics));
    }
  }

  /** Whether it can be asked only when there is a plan. */
  boolean asksPlan() {
    return Stream.concat(
                Stream.of(condition),
                message.stream().flatMap(part -> Stream.ofNullable(part.expression())))
            .anyMatch(Expression::asksPlan)
        || (forEach != null && forEach.asksPlan());
  }

  Stream<Finding> check(Map<String, Object> variables, Diagnostics diagnostics) {
    if (forEach == null) {
      return checkOnce(variables, "", diagnostics);
    }
    return forEach.evaluate(variables, diagnostics) instanceof Collection<?> elements
        ? elements.stream()
            .flatMap(element -> {
              Map<String, Object> extended = new HashMap<>(variables);
              extended.put("it", element);
              return checkOnce(extended, addressOf(element), diagnostics);
            })
        : Stream.empty();
  }

  private Stream<Finding> checkOnce(
      Map<String, Object> variables, String resource, Diagnostics diagnostics) {
    Object value = condition.evaluate(variables, diagnostics);
    if (value == null || !value.equals(violatedBy)) {
      return Stream.empty();
    }
    String text =
        message.stream()
            .map(part -> part.fill(variables, diagnostics))
            .collect(Collectors.joining());
    SourceRange place = condition.range();
    return Stream.of(
        new Finding(
            name,
            severity,
            resource,
            text,
            "Change what breaks the rule, or add a waiver with a reason and an end date.",
            place));
  }

  private static String addressOf(Object element) {
    return element instanceof Map<?, ?> fields && fields.get("address") instanceof String address
        ? address
        : "";
  }
}
