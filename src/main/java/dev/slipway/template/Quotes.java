package dev.slipway.template;

import dev.slipway.model.Escape;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out whether what is written next would stand inside quotes, or in a comment. */
final class Quotes {
  /** Where something begins in SQL that ends at the next of its kind; PostgreSQL's dollars too. */
  private static final Pattern SQL = Pattern.compile("['\"`\\[]|--|/\\*|\\$(?:[A-Za-z_]\\w*)?\\$");

  private static final Pattern POWERSHELL =
      Pattern.compile("@['\"]|['\"\\u2018-\\u201F]|<#|(?<![^\\s;(){}|&])#");

  private Quotes() {}

  /** Whether a text that values are put into with this escape ends inside quotes. */
  static boolean areOpen(CharSequence text, Escape escape) {
    return switch (escape) {
      case NONE, JSON, XML, URL -> false;
      case SHELL -> inShell(text);
      case POWERSHELL -> inPowerShell(text.toString());
      case CMD -> text.chars().filter(c -> c == '"').count() % 2 == 1;
      case SQL_IDENTIFIER, SQL_SERVER_IDENTIFIER, MYSQL_IDENTIFIER -> inSql(text.toString());
    };
  }

  private static boolean inShell(CharSequence command) {
    char quote = 0;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (c == '\\' && quote != '\'') {
        i++;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
    }
    return quote != 0;
  }

  /** A quote behind a backtick is none, or one more: then nothing is inserted. */
  private static boolean inPowerShell(String script) {
    Matcher opening = POWERSHELL.matcher(script);
    int from = 0;
    while (opening.find(from)) {
      String closing =
          switch (opening.group()) {
            case "@'" -> "\n'@";
            case "@\"" -> "\n\"@";
            case "<#" -> "#>";
            case "#" -> "\n";
            case String same -> same;
          };
      int end = script.indexOf(closing, opening.end());
      if (end < 0 || script.charAt(end - 1) == '`') {
        return true;
      }
      from = end + closing.length();
    }
    return false;
  }

  /**
   * A quote that is doubled inside quotes ends and begins them, which comes to the same. Whether a
   * backslash before a quote means anything depends on the database: then nothing is inserted.
   */
  private static boolean inSql(String statement) {
    // A doubled bracket within a name ends and begins it, as doubled quotes do by themselves.
    String text = statement.replace("]]", "][");
    Matcher opening = SQL.matcher(text);
    int from = 0;
    while (opening.find(from)) {
      String closing =
          switch (opening.group()) {
            case "[" -> "]";
            case "--" -> "\n";
            case "/*" -> "*/";
            case String same -> same;
          };
      int end = text.indexOf(closing, opening.end());
      if (end < 0 || (closing.equals("'") && text.charAt(end - 1) == '\\')) {
        return true;
      }
      from = end + closing.length();
    }
    return false;
  }
}
