package dev.slipway.template;

import dev.slipway.diag.Category;
import dev.slipway.port.DocumentRenderer;
import dev.slipway.port.PortException;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.exception.VelocityException;

/** Renders documents with Velocity. Not safe for several threads. */
public final class VelocityDocuments implements DocumentRenderer {
  private final VelocityEngine engine = VelocityTemplates.newEngine(RecordsToo.class);

  @Override
  public String render(
      String name, String template, Map<String, ?> values, UnaryOperator<String> escaping) {
    VelocityContext context = new VelocityContext();
    values.forEach(context::put);
    EventCartridge cartridge = new EventCartridge();
    cartridge.addReferenceInsertionEventHandler((where, reference, value) ->
        value == null || value instanceof Markup ? value : escaping.apply(value.toString()));
    cartridge.attachToContext(context);
    StringWriter document = new StringWriter();
    try {
      engine.evaluate(context, document, name, template);
    } catch (VelocityException e) {
      throw new PortException(
          Category.ENVIRONMENT,
          "template/failed",
          "template \"" + name + "\" is wrong",
          String.valueOf(e.getMessage()),
          "",
          e);
    }
    return document.toString();
  }
}
