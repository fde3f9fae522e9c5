package dev.slipway.sequence;

import dev.slipway.model.Escape;
import dev.slipway.model.Secret;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Takes secrets out of what a command has printed, before anyone sees it. */
final class Redaction {
  private static final String MASK = "(sensitive)";
  private static final int SHOWN_LINES = 8;

  /**
   * Words that could be tokens: long ones, and those with a digit in them, but neither paths nor
   * IPv4 addresses.
   */
  private static final Pattern TOKEN_LIKE =
      Pattern.compile(
          "(?<!\\S)(?!/)(?!\\d{1,3}(?:\\.\\d{1,3}){3}(?!\\S))(?=\\S{6})(?:\\S*\\d\\S*|\\S{16,})");

  private final List<String> secrets;
  private final boolean suspicious;

  /**
   * @param secrets what must not be seen, escaped or not; words of them that could be tokens must
   *     not either
   * @param suspicious whether the output may hold a secret that was not recognised, so that
   *     everything that could be a token is taken out
   */
  Redaction(Collection<Secret> secrets, boolean suspicious) {
    Set<String> hidden = new TreeSet<>();
    for (Secret secret : secrets) {
      for (Escape escape : Escape.values()) {
        hidden.add(escape.apply(secret.reveal()));
      }
      TOKEN_LIKE.matcher(secret.reveal()).results().forEach(word -> hidden.add(word.group()));
    }
    this.secrets =
        hidden.stream()
            .filter(text -> !text.isEmpty())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    this.suspicious = suspicious;
  }

  String of(String text) {
    String redacted = text;
    for (String secret : secrets) {
      redacted = redacted.replace(secret, MASK);
    }
    return suspicious ? TOKEN_LIKE.matcher(redacted).replaceAll(MASK) : redacted;
  }

  /** The last lines that say something, redacted. */
  String lastLines(String output) {
    List<String> lines = of(output).lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return lines.stream()
        .skip(Math.max(0, lines.size() - SHOWN_LINES))
        .collect(Collectors.joining("\n"));
  }

  /** The last line that says something, redacted; empty when there is none. */
  String lastLine(String output) {
    return lastLines(output).lines().reduce((before, last) -> last).orElse("");
  }
}
