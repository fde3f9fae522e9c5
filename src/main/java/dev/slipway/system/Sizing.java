package dev.slipway.system;

import dev.slipway.blueprint.SystemBlueprint;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Value;
import dev.slipway.system.SystemDefinition.Amount;
import dev.slipway.system.SystemDefinition.Demand;
import dev.slipway.system.SystemDefinition.Group;
import dev.slipway.system.SystemDefinition.Limit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How many nodes each group of a system needs, with the arithmetic that says so. */
public final class Sizing {
  private final SystemDefinition definition;
  private final SystemBlueprint blueprint;
  private final Map<String, Value> parameters;
  private final Diagnostics diagnostics;
  private final Map<String, GroupSize> sizes = new LinkedHashMap<>();

  private Sizing(
      SystemDefinition definition,
      SystemBlueprint blueprint,
      Map<String, Value> parameters,
      Diagnostics diagnostics) {
    this.definition = definition;
    this.blueprint = blueprint;
    this.parameters = parameters;
    this.diagnostics = diagnostics;
  }

  /**
   * The size of one group.
   *
   * @param demanded the fewest nodes that will do
   * @param count as many as there shall be
   * @param arithmetic how the demanded number comes about, such as {@code ⌈8000 sessions ∕ 4000⌉ +
   *     1}
   * @param reason why, with its source, and what the other demands are
   */
  public record GroupSize(int demanded, int count, String arithmetic, String reason) {
    /** The form {@code 3 = ⌈8000 sessions / 4000⌉ + 1}. */
    public String equation() {
      String number = String.valueOf(demanded);
      String equation = number.equals(arithmetic) ? number : number + " = " + arithmetic;
      return count > demanded ? count + ", at least " + equation : equation;
    }
  }

  /**
   * Counts the nodes of the groups that the blueprint has.
   *
   * @param parameters those of the blueprint and the defaults
   * @param diagnostics gets parameters above their limits, and groups with too few or too many
   *     nodes
   * @return by group, in the order of the definition
   */
  public static Map<String, GroupSize> of(
      SystemDefinition definition,
      SystemBlueprint blueprint,
      Map<String, Value> parameters,
      Diagnostics diagnostics) {
    Sizing sizing = new Sizing(definition, blueprint, parameters, diagnostics);
    definition.limits().forEach(sizing::check);
    definition.groups().values().forEach(sizing::size);
    return sizing.sizes;
  }

  private void check(Limit limit) {
    Long value = number(limit.of());
    Located<Value> written = blueprint.parameters().get(limit.of());
    if (value != null && value > limit.maximum() && holds(limit.when())) {
      diagnostics.add(
          Diagnostic.error(
                  "system/above-limit",
                  "%s can be at most %d".formatted(limit.of(), limit.maximum()))
              .because(limit.because() + ".")
              .at(written == null ? blueprint.range() : written.range()));
    }
  }

  private void size(Group group) {
    SystemBlueprint.Group written = blueprint.groups().get(group.name());
    if (written == null) {
      if (!group.optional()) {
        diagnostics.add(
            Diagnostic.error(
                    "system/missing-group", "the group \"" + group.name() + "\" is missing")
                .because(definition.title() + " cannot be without it.")
                .at(blueprint.groupsRange()));
      }
      return;
    }
    List<Term> terms =
        group.demands().stream()
            .filter(demand -> holds(demand.when()))
            .flatMap(demand -> term(demand).stream())
            .sorted(Comparator.comparingLong(Term::value).reversed())
            .toList();
    if (terms.isEmpty()) {
      return;
    }
    Term largest = terms.getFirst();
    List<String> reasons = new ArrayList<>();
    reasons.add(largest.demand().because() + ".");
    terms.stream()
        .skip(1)
        .forEach(term ->
            reasons.add("Less: %s; %s.".formatted(term.equation(), term.demand().because())));
    int demanded = (int) Math.min(largest.value(), Integer.MAX_VALUE);
    int listed = written.cluster().nodes().size();
    Located<Integer> asked = written.count();
    int count = listed > 0 ? listed : asked == null ? demanded : asked.value();
    GroupSize size =
        new GroupSize(demanded, count, largest.arithmetic(), String.join(" ", reasons));
    SourceRange place = asked == null ? written.range() : asked.range();
    if (checkCount(group, size, place)) {
      sizes.put(group.name(), size);
    }
  }

  private boolean checkCount(Group group, GroupSize size, SourceRange place) {
    if (size.count() < size.demanded()) {
      diagnostics.add(
          Diagnostic.error(
                  "system/too-few-nodes", "the group \"" + group.name() + "\" has too few nodes")
              .because(
                  "There are %d and %d are needed: %s = %s. %s"
                      .formatted(
                          size.count(),
                          size.demanded(),
                          size.demanded(),
                          size.arithmetic(),
                          size.reason()))
              .at(place));
    }
    SystemDefinition.Maximum maximum = group.maximum();
    if (maximum != null && size.count() > maximum.count()) {
      diagnostics.add(
          Diagnostic.error(
                  "system/too-many-nodes",
                  "the group \"%s\" can have at most %d nodes"
                      .formatted(group.name(), maximum.count()))
              .because(
                  "%s. It would have %s. %s"
                      .formatted(maximum.because(), size.equation(), size.reason()))
              .at(place));
    }
    if (size.count() > SystemBlueprint.MOST_NODES) {
      diagnostics.add(
          Diagnostic.error(
                  "system/too-many-nodes",
                  "the group \"%s\" can have at most %d nodes"
                      .formatted(group.name(), SystemBlueprint.MOST_NODES))
              .because("It would have %s. %s".formatted(size.equation(), size.reason()))
              .at(place));
    }
    return size.count() <= SystemBlueprint.MOST_NODES;
  }

  /** What one demand comes to. */
  private record Term(Demand demand, long value, String arithmetic) {
    String equation() {
      String number = String.valueOf(value);
      return number.equals(arithmetic) ? number : number + " = " + arithmetic;
    }
  }

  /** Empty when it is made of something that is not known, which was reported. */
  private Optional<Term> term(Demand demand) {
    if (demand.of() == null) {
      return Optional.of(new Term(demand, demand.plus(), String.valueOf(demand.plus())));
    }
    Long of = number(demand.of());
    Long per = demand.per() == null ? Long.valueOf(1) : number(demand.per());
    Long times = demand.times() == null ? Long.valueOf(1) : number(demand.times());
    if (of == null || per == null || times == null || per < 1 || of < 0 || times < 0) {
      return Optional.empty();
    }
    StringBuilder arithmetic = new StringBuilder().append(of).append(' ').append(demand.of());
    if (demand.per() != null) {
      arithmetic.insert(0, '⌈').append(" / ").append(words(demand.per())).append('⌉');
    }
    if (demand.times() != null) {
      arithmetic.append(" × ").append(words(demand.times()));
    }
    if (demand.plus() > 0) {
      arithmetic.append(" + ").append(demand.plus());
    }
    long value = Math.ceilDiv(of, per) * times + demand.plus();
    return Optional.of(new Term(demand, value, arithmetic.toString()));
  }

  private String words(Amount amount) {
    return switch (amount) {
      case Amount.Fixed(int number) -> String.valueOf(number);
      case Amount.OfParameter(String name) -> number(name) + " " + name;
    };
  }

  private @Nullable Long number(Amount amount) {
    return switch (amount) {
      case Amount.Fixed(int number) -> Long.valueOf(number);
      case Amount.OfParameter(String name) -> number(name);
    };
  }

  /** The number of a parameter or of a group before; null when there is none. */
  private @Nullable Long number(String name) {
    if (definition.groups().containsKey(name)) {
      GroupSize size = sizes.get(name);
      return size == null ? null : Long.valueOf(size.count());
    }
    return parameters.get(name) instanceof Value.Plain(String text) && text.matches("-?[0-9]{1,9}")
        ? Long.valueOf(text)
        : null;
  }

  private boolean holds(Map<String, String> when) {
    return when.entrySet().stream()
        .allMatch(wanted ->
            parameters.get(wanted.getKey()) instanceof Value.Plain(String text)
                && text.equals(wanted.getValue()));
  }
}
