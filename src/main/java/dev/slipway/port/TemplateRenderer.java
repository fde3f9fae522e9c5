package dev.slipway.port;

import dev.slipway.model.Escape;
import dev.slipway.model.Secret;
import java.util.Map;

/** Renders templates for guests and readers. */
public interface TemplateRenderer {
  /** Renders text with the values as they are. */
  default Secret renderText(String name, String template, Map<String, Secret> values) {
    return renderText(name, template, values, Escape.NONE);
  }

  /**
   * Renders text with every inserted value escaped. A value that a URL begins with is inserted as
   * it is.
   *
   * @param name what to call the template in messages
   * @param values by dotted name, such as {@code node.ip}
   * @throws PortException when the template is malformed, names an unknown value, or has one inside
   *     quotes although the escape brings its own
   */
  Secret renderText(String name, String template, Map<String, Secret> values, Escape escape);
}
