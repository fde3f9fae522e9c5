package dev.slipway.policy;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Severity;
import dev.slipway.diag.SourceRange;
import dev.slipway.plan.Verdict.Violation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One place where a rule is not met.
 *
 * @param resource address of what does not meet it; empty when it is the whole
 * @param range what to point at
 */
record Finding(
    String rule,
    Severity severity,
    String resource,
    String message,
    String advice,
    @Nullable SourceRange range) {

  Violation violation() {
    return new Violation(rule, severity, resource, message);
  }

  Diagnostic diagnostic() {
    String code = "policy/" + rule;
    String summary =
        "policy rule \"%s\" is not met%s"
            .formatted(
                rule,
                Optional.of(resource).filter(r -> !r.isEmpty()).map(r -> " by " + r).orElse(""));
    Diagnostic problem =
        switch (severity) {
          case ERROR -> Diagnostic.error(code, summary);
          case WARNING -> Diagnostic.warning(code, summary);
          case NOTE -> Diagnostic.note(code, summary);
        };
    return problem.because(message).advise(advice).at(range);
  }
}
