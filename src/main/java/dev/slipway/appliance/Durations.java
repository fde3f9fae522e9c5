package dev.slipway.appliance;

import dev.slipway.diag.Located;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lengths of time: a whole number with {@code s}, {@code m} or {@code h}. */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smh])");

  private Durations() {}

  /** The length that is written so; empty when it is not of that form. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        });
  }

  static Duration read(MappingReader reader, String key, Duration otherwise, Style style) {
    Located<String> text = reader.string(key);
    if (text == null) {
      return otherwise;
    }
    Optional<Duration> length = parse(text.value());
    if (length.isEmpty()) {
      style.report(
          "bad-duration",
          "\"" + text.value() + "\" is not a length of time",
          "",
          "Write a whole number with s, m or h, such as 30s or 10m.",
          text.range());
    }
    return length.orElse(otherwise);
  }
}
