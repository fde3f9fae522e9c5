package dev.slipway.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One host of OpenSSH's {@code ProxyJump}.
 *
 * @param host a name or address, or one that {@code Host} lines give a meaning
 */
record Jump(@Nullable String user, String host, @Nullable Integer port) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:ssh://)?(?:(?<user>[^@\\s]+)@)?"
              + "(?:\\[(?<bracketed>[^\\[\\]\\s]+)\\]|(?<plain>[^:@/\\[\\]\\s]+))"
              + "(?::(?<port>\\d{1,5}))?/?");
  private static final int LAST_PORT = 65_535;

  /** The hosts in the order in which they are passed; empty when the text is not of that form. */
  static Optional<List<Jump>> parse(String text) {
    List<Jump> jumps = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = FORM.matcher(part);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      String digits = matcher.group("port");
      Integer port = digits == null ? null : Integer.valueOf(digits);
      if (port != null && (port < 1 || port > LAST_PORT)) {
        return Optional.empty();
      }
      String plain = matcher.group("plain");
      jumps.add(
          new Jump(
              matcher.group("user"), plain == null ? matcher.group("bracketed") : plain, port));
    }
    return Optional.of(jumps);
  }
}
