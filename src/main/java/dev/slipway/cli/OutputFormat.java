package dev.slipway.cli;

import java.util.Locale;

/** How a result is shown. */
enum OutputFormat {
  TEXT,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
