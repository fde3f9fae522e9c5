package dev.slipway.ovf;

import dev.slipway.diag.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A restriction of a property's values: {@code MinLen(8)}, {@code ValueMap{"a","b"}}.
 *
 * @param argument what stands between the brackets; empty when there are none
 */
record Qualifier(String name, String argument) {
  private static final List<String> NAMES =
      List.of("MinLen", "MaxLen", "MinValue", "MaxValue", "ValueMap");
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"");

  /** Cuts a list at commas and white space that are outside of quotes and brackets. */
  static List<String> split(String list) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    int depth = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      boolean opens = !quoted && (c == '(' || c == '{');
      if (depth == 0 && !quoted && (c == ',' || Character.isWhitespace(c))) {
        finish(part, parts);
        continue;
      }
      if (opens && depth == 0 && part.isEmpty() && !parts.isEmpty()) {
        part.append(parts.removeLast());
      }
      part.append(c);
      if (quoted && c == '\\' && i + 1 < list.length()) {
        part.append(list.charAt(++i));
      } else if (c == '"') {
        quoted = !quoted;
      } else if (opens) {
        depth++;
      } else if (!quoted && (c == ')' || c == '}')) {
        depth--;
      }
    }
    finish(part, parts);
    return parts;
  }

  static Qualifier parse(String written) {
    int open = 0;
    while (open < written.length() && Character.isLetterOrDigit(written.charAt(open))) {
      open++;
    }
    boolean hasArgument =
        written.length() - open >= 2 && (written.endsWith(")") || written.endsWith("}"));
    return new Qualifier(
        written.substring(0, open),
        hasArgument ? written.substring(open + 1, written.length() - 1).strip() : "");
  }

  /** Whether it restricts something, or is none of those that could have been meant to. */
  boolean isUnderstood() {
    return switch (name) {
      case "MinLen", "MaxLen" -> number().orElse(-1) >= 0;
      case "ValueMap" -> !values().isEmpty();
      default -> NAMES.contains(name) || Suggestion.nearest(name, NAMES).isEmpty();
    };
  }

  /** The argument as a number; empty when it is none. */
  OptionalLong number() {
    try {
      return OptionalLong.of(Long.parseLong(argument));
    } catch (NumberFormatException notANumber) {
      return OptionalLong.empty();
    }
  }

  /** The quoted values of the argument. */
  List<String> values() {
    return QUOTED.matcher(argument).results().map(Qualifier::unescape).toList();
  }

  private static String unescape(MatchResult quoted) {
    return quoted.group(1).replaceAll("\\\\(.)", "$1");
  }

  private static void finish(StringBuilder part, List<String> parts) {
    if (!part.isEmpty()) {
      parts.add(part.toString());
      part.setLength(0);
    }
  }
}
