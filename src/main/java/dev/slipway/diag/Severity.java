package dev.slipway.diag;

import java.util.Locale;

/** How grave a diagnostic is: an error stops the command, a warning does not, a note explains. */
public enum Severity {
  ERROR,
  WARNING,
  NOTE;

  /** The word that people and machines read. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
