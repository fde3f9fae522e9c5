package dev.slipway.policy;

import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An excuse for not meeting a rule.
 *
 * @param resource address of the one that is excused; null for all
 * @param blueprint name of the one that is excused; null for all
 * @param until the last day on which it holds
 */
record Waiver(
    Located<String> rule,
    @Nullable Located<String> resource,
    @Nullable String blueprint,
    String reason,
    LocalDate until,
    SourceRange range) {

  boolean concerns(String blueprintName) {
    return blueprint == null || blueprint.equals(blueprintName);
  }

  boolean excuses(Finding finding) {
    return rule.value().equals(finding.rule())
        && (resource == null || resource.value().equals(finding.resource()));
  }
}
