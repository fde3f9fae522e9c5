package dev.slipway.port;

import java.util.Map;
import java.util.function.UnaryOperator;

/** Renders documents for readers, such as reports in Markdown and HTML. */
public interface DocumentRenderer {
  /**
   * Renders a document: every inserted text passes through the escaping, except {@link Markup}.
   *
   * @param name what to call the template in messages
   * @param values texts, numbers, truth values, lists, and records of them, by name
   * @throws PortException when the template is malformed or names an unknown value
   */
  String render(
      String name, String template, Map<String, ?> values, UnaryOperator<String> escaping);

  /** Text that is inserted as it is, because it was made safe for its place already. */
  record Markup(String text) {
    @Override
    public String toString() {
      return text;
    }
  }
}
