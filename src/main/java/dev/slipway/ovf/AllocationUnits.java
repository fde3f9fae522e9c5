package dev.slipway.ovf;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes with programmatic units as DSP0004 defines them, such as {@code byte * 2^30}. */
final class AllocationUnits {
  private static final Pattern UNITS =
      Pattern.compile("byte((\\s*\\*\\s*\\d{1,19}(\\^\\d{1,2})?)*)");
  private static final Pattern FACTOR = Pattern.compile("(\\d+)(?:\\^(\\d+))?");

  private AllocationUnits() {}

  /** The bytes of a quantity; empty when the units are unknown or the result is out of range. */
  static OptionalLong bytes(String quantity, String units) {
    Matcher matcher = UNITS.matcher(units.strip());
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    try {
      long bytes = Long.parseLong(quantity.strip());
      for (String factor : Arrays.asList(matcher.group(1).split("\\*", -1))) {
        bytes = Math.multiplyExact(bytes, factor(factor.strip()));
      }
      return bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    } catch (NumberFormatException | ArithmeticException outOfRange) {
      return OptionalLong.empty();
    }
  }

  private static long factor(String text) {
    Matcher matcher = FACTOR.matcher(text);
    if (!matcher.matches()) {
      return 1;
    }
    long base = Long.parseLong(matcher.group(1));
    int exponent = matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power = Math.multiplyExact(power, base);
    }
    return power;
  }
}
