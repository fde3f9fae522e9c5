package dev.slipway.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Severity;
import dev.slipway.diag.Suggestion;
import dev.slipway.plan.Verdict;
import dev.slipway.plan.Verdict.Violation;
import dev.slipway.plan.Verdict.Waived;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules that hold: built-in ones and those of policy files, with the waivers for them. */
public final class Policies {
  private final List<Rule> rules;
  private final Map<BuiltInRule, Optional<Severity>> levels;
  private final List<Waiver> waivers;

  /**
   * Makes a set of rules.
   *
   * @param levels of the built-in rules that are not to be warnings; empty for those switched off
   */
  Policies(List<Rule> rules, Map<BuiltInRule, Optional<Severity>> levels, List<Waiver> waivers) {
    this.rules = List.copyOf(rules);
    this.levels = new EnumMap<>(BuiltInRule.class);
    this.levels.putAll(levels);
    this.waivers = List.copyOf(waivers);
  }

  /** Whether a warning found while loading is told by a built-in rule, and so not by itself. */
  public static boolean tells(Diagnostic warning) {
    return BuiltInRule.tells(warning);
  }

  /**
   * Asks every rule.
   *
   * @param plan as JSON; null when there is none, and the rules that ask for it are left out
   * @param today in UTC, for the end dates of waivers
   */
  public Verdict judge(Facts facts, @Nullable ObjectNode plan, LocalDate today) {
    Diagnostics diagnostics = new Diagnostics();
    String blueprint = facts.blueprint().name();
    List<Waiver> concerned = waivers.stream().filter(w -> w.concerns(blueprint)).toList();
    List<Violation> violations = new ArrayList<>();
    List<Waived> waived = new ArrayList<>();
    for (Finding finding : findings(facts, plan, diagnostics)) {
      List<Waiver> excuses = concerned.stream().filter(w -> w.excuses(finding)).toList();
      Optional<Waiver> holding =
          excuses.stream().filter(waiver -> !today.isAfter(waiver.until())).findFirst();
      if (holding.isPresent()) {
        waived.add(waived(finding, holding.get()));
      } else {
        violations.add(finding.violation());
        diagnostics.add(finding.diagnostic());
        excuses.forEach(waiver -> diagnostics.add(ended(waiver)));
      }
    }
    if (plan != null) {
      checkResources(concerned, plan, diagnostics);
    }
    return new Verdict(violations, waived, diagnostics.all());
  }

  private List<Finding> findings(Facts facts, @Nullable ObjectNode plan, Diagnostics diagnostics) {
    List<Finding> findings = new ArrayList<>();
    for (BuiltInRule rule : BuiltInRule.values()) {
      levels
          .getOrDefault(rule, Optional.of(Severity.WARNING))
          .ifPresent(severity -> rule.check(facts, severity).forEach(findings::add));
    }
    if (rules.isEmpty()) {
      return findings;
    }
    Map<String, Object> variables = new HashMap<>();
    variables.put("blueprint", PlainValues.of(facts.blueprint().document()));
    variables.put("inventory", PlainValues.of(facts.inventoryDocument()));
    if (plan != null) {
      variables.put("plan", PlainValues.of(plan));
    }
    for (Rule rule : rules) {
      if (plan != null || !rule.asksPlan()) {
        rule.check(variables, diagnostics).forEach(findings::add);
      }
    }
    return findings;
  }

  private static Waived waived(Finding finding, Waiver waiver) {
    return new Waived(
        finding.rule(), finding.resource(), finding.message(), waiver.reason(), waiver.until());
  }

  private static Diagnostic ended(Waiver waiver) {
    return Diagnostic.warning("policy/waiver-ended", "the waiver has ended")
        .because("It held until " + waiver.until() + "; the rule applies again.")
        .advise("Remove it, or agree on a new end date.")
        .at(waiver.range());
  }

  private static void checkResources(
      List<Waiver> waivers, ObjectNode plan, Diagnostics diagnostics) {
    Set<String> known =
        plan.path("resource_changes")
            .valueStream()
            .map(change -> change.path("address").asText())
            .collect(Collectors.toSet());
    for (Waiver waiver : waivers) {
      if (waiver.resource() != null && !known.contains(waiver.resource().value())) {
        diagnostics.add(
            Diagnostic.warning(
                    "policy/unknown-resource",
                    "the waiver is for a resource that is not in the plan")
                .advise(
                    Suggestion.nearest(waiver.resource().value(), known)
                        .map(address -> "Did you mean \"" + address + "\"?")
                        .orElse("Remove it, or name the blueprint that it is for."))
                .at(waiver.resource().range()));
      }
    }
  }
}
