package dev.slipway.cli;

import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** How a result is shown. */
enum OutputFormat {
  TEXT,
  JSON;

  /** The format of that name, in whatever case. */
  static OutputFormat parse(String written) {
    return Arrays.stream(values())
        .filter(format -> format.toString().equalsIgnoreCase(written))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                "expected one of " + Arrays.toString(values()) + " but was '" + written + "'"));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
