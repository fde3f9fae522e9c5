package dev.slipway.template;

import java.util.regex.Pattern;

/** Words of a POSIX shell (POSIX.1-2017, XCU 2.2). */
final class ShellWords {
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

  private ShellWords() {}

  /** The text as one word; unchanged where no character in it means anything to a shell. */
  static String quote(String text) {
    return HARMLESS.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** Whether what is written behind this beginning of a command would stand inside quotes. */
  static boolean endsInsideQuotes(CharSequence command) {
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
}
