package dev.slipway.sequence;

import dev.slipway.diag.Category;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Bindings;
import dev.slipway.model.Secret;
import dev.slipway.model.Value;
import dev.slipway.port.PortException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** Regular expressions of a step's definition, with values put in as they are. */
record Expressions(String step, Bindings bindings, Map<String, Secret> values) {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z][\\w.-]*)}");

  /** The expression, in which {@code ${node.ip}} matches the value of that name literally. */
  Pattern compile(String expression) {
    Matcher reference = REFERENCE.matcher(expression);
    String filled =
        reference.replaceAll(found ->
            Matcher.quoteReplacement(Pattern.quote(value(found.group(1), expression).reveal())));
    try {
      return Pattern.compile(filled);
    } catch (PatternSyntaxException e) {
      // Its message and the exception itself hold the values.
      throw wrong(
          "sequence/malformed-expression", "\"" + expression + "\": " + e.getDescription(), "");
    }
  }

  /** The text with values put in as they are. */
  String fill(String text) {
    return REFERENCE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), text).reveal()));
  }

  /** The expression as the definition has it, with what its references stand for. */
  String describe(String expression) {
    String values =
        REFERENCE
            .matcher(expression)
            .results()
            .map(found -> found.group(1))
            .distinct()
            .map(name -> name + " is " + display(name))
            .collect(Collectors.joining(", "));
    return expression + (values.isEmpty() ? "" : " where " + values);
  }

  private String display(String name) {
    Value value = bindings.values().get(name);
    return value == null ? "unknown" : value.display();
  }

  /** The value of a name that an expression refers to. */
  Secret value(String name, String expression) {
    Secret value = values.get(name);
    if (value == null) {
      throw wrong(
          "sequence/unknown-name",
          "there is no \"" + name + "\", which \"" + expression + "\" names",
          Suggestion.among(name, values.keySet()));
    }
    return value;
  }

  private PortException wrong(String code, String detail, String advice) {
    return new PortException(
        Category.USER,
        code,
        "step \"" + step + "\" of the appliance definition is wrong",
        detail,
        advice,
        null);
  }
}
