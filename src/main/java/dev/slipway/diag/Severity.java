package dev.slipway.diag;

/** How grave a diagnostic is: an error stops the command, a warning does not. */
public enum Severity {
  ERROR,
  WARNING
}
