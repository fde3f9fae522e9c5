package dev.slipway.view;

import java.util.Locale;

/** Sizes in bytes, for people. */
final class Sizes {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Sizes() {}

  /** The size in the largest unit that leaves at least 1, such as {@code 1.5 GiB}. */
  static String of(long bytes) {
    double number = bytes;
    int unit = 0;
    while (number >= 1024) {
      number /= 1024;
      unit++;
    }
    return "%s %s"
        .formatted(
            number == Math.rint(number)
                ? "%.0f".formatted(number)
                : String.format(Locale.ROOT, "%.1f", number),
            UNITS[unit]);
  }
}
