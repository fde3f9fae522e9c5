package dev.slipway.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.view.KitReport.Case;
import dev.slipway.view.KitReport.Definition;

/** Shows machines what came of testing appliance definitions. */
public final class KitJson {
  private KitJson() {}

  /** One JSON document. */
  public static String render(KitReport report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format_version", PlanJson.FORMAT_VERSION);
    root.put("passed", report.passed()).put("failed", report.failed());
    ArrayNode definitions = root.putArray("definitions");
    for (Definition definition : report.definitions()) {
      ObjectNode node = definitions.addObject().put("folder", definition.folder());
      ArrayNode cases = node.putArray("cases");
      for (Case each : definition.cases()) {
        ArrayNode checks = cases.addObject().put("name", each.name()).putArray("checks");
        each.checks()
            .forEach(check ->
                checks
                    .addObject()
                    .put("name", check.name())
                    .put("passed", check.passed())
                    .put("detail", check.detail())
                    .put("milliseconds", check.milliseconds()));
      }
      ArrayNode notes = node.putArray("notes");
      definition.notes().forEach(notes::add);
    }
    return root.toPrettyString();
  }
}
