package dev.slipway.cli;

import java.util.Locale;

/** How problems are shown. */
enum ReportFormat {
  TEXT,
  JSON,
  GITHUB,
  SARIF,
  JUNIT;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
