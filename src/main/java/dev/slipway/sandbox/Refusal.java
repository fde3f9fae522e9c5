package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.port.PortException;

/** How the embedded vCenter says that it does not do something. */
final class Refusal {
  private Refusal() {}

  static PortException of(Category category, String code, String summary, String detail) {
    return new PortException(category, code, summary, detail, "", null);
  }
}
