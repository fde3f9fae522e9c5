package dev.slipway.cli;

import java.util.Locale;

/** How a plan is shown. */
enum PlanFormat {
  TEXT,
  JSON,
  /** A comment on a pull request. */
  MARKDOWN,
  /** A page of its own. */
  HTML;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
