package dev.slipway.expand;

import dev.slipway.appliance.ApplianceDefinition.Document;
import java.util.Map;
import java.util.Optional;

/** Renders documents of appliance definitions. */
@FunctionalInterface
public interface DocumentTemplates {
  /**
   * The document with every value escaped as it says.
   *
   * @param values by dotted name
   * @return empty when the template is wrong, which is reported
   */
  Optional<String> render(Document document, Map<String, String> values);
}
