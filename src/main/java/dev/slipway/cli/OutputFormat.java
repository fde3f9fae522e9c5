package dev.slipway.cli;

import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** How a result is shown. */
enum OutputFormat {
  TEXT,
  JSON;

  /** The one of some formats that has that name, in whatever case. */
  static <F extends Enum<F>> F parse(Class<F> formats, String written) {
    return Arrays.stream(formats.getEnumConstants())
        .filter(format -> format.toString().equalsIgnoreCase(written))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                "expected one of "
                    + Arrays.toString(formats.getEnumConstants())
                    + " but was '"
                    + written
                    + "'"));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
