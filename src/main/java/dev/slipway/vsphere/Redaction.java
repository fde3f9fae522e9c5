package dev.slipway.vsphere;

import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Secret;
import dev.slipway.port.PortException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Takes property values out of what vCenter says, which repeats them when it refuses them. Values
 * of up to three characters stay: they could not be told from other text.
 */
record Redaction(List<String> values) {
  private static final int SHORTEST = 4;

  static Redaction of(Collection<Secret> secrets) {
    return new Redaction(
        secrets.stream()
            .map(Secret::reveal)
            .filter(value -> value.length() >= SHORTEST)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  String apply(String text) {
    String redacted = text;
    for (String value : values) {
      redacted = redacted.replace(value, "(sensitive)");
    }
    return redacted;
  }

  /** The same exception when it holds none of the values; else one without them, and no cause. */
  PortException apply(PortException exception) {
    Diagnostic told = exception.toDiagnostic();
    boolean clean = true;
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      clean = clean && message.equals(apply(message));
    }
    return clean
        ? exception
        : new PortException(
            exception.category(),
            exception.code(),
            told.summary(),
            apply(told.detail()),
            told.advice(),
            null);
  }
}
