package dev.slipway.template;

import dev.slipway.diag.Category;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Escape;
import dev.slipway.model.Secret;
import dev.slipway.port.PortException;
import dev.slipway.port.TemplateRenderer;
import java.io.StringWriter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.exception.MethodInvocationException;
import org.apache.velocity.exception.ParseErrorException;
import org.apache.velocity.exception.VelocityException;
import org.apache.velocity.runtime.RuntimeConstants;
import org.apache.velocity.runtime.resource.loader.StringResourceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.NOPLogger;

/**
 * Renders with Velocity. The value of {@code node.ip} is {@code $node.ip} or {@code ${node.ip}}; an
 * unknown name is an error, also where it is only asked for. The texts {@code true} and {@code
 * false} count as such in {@code #if}. A dollar that is the shell's is written {@code \$HOME}. Safe
 * for several threads.
 */
public final class VelocityTemplates implements TemplateRenderer {
  /** How Velocity words that the first part of a reference is unknown. */
  private static final Pattern UNSET = Pattern.compile("Variable \\$(\\w+) has not been set");

  private @Nullable VelocityEngine engine;

  @Override
  public Secret renderText(
      String name, String template, Map<String, Secret> values, Escape escape) {
    StringWriter text = new StringWriter();
    VelocityContext context = context(values);
    EventCartridge escaping = new EventCartridge();
    escaping.addReferenceInsertionEventHandler((where, reference, value) -> {
      if (escape.quotes() && Quotes.areOpen(text.getBuffer(), escape)) {
        throw new QuotedReference(reference);
      }
      if (value != null && !escape.canHold(value.toString())) {
        throw new QuotedReference(reference);
      }
      boolean whole = value == null || (escape == Escape.URL && text.getBuffer().isEmpty());
      return whole ? value : escape.apply(value.toString());
    });
    escaping.attachToContext(context);
    return render(name, template, values.keySet(), context, text);
  }

  private Secret render(
      String name,
      String template,
      Collection<String> known,
      VelocityContext context,
      StringWriter target) {
    // No exception of Velocity is kept as a cause: its message could hold a value.
    try {
      engine().evaluate(context, target, name, template);
      return new Secret(target.toString());
    } catch (ParseErrorException e) {
      throw malformed(name, e.getLineNumber(), e.getColumnNumber(), syntax(e));
    } catch (MethodInvocationException e) {
      throw causeOf(e) instanceof Names.Unknown unknown
          ? unknown(name, unknown.written(), unknown.known(), e)
          : unknown(name, e, known);
    } catch (VelocityException e) {
      throw causeOf(e) instanceof Names.Unknown unknown
          ? unknown(name, unknown.written(), unknown.known(), null)
          : failed("template/failed", name, "It cannot be rendered", "");
    } catch (Names.Unknown e) {
      throw unknown(name, e.written(), e.known(), null);
    } catch (QuotedReference e) {
      throw failed(
          "template/quoted-reference",
          name,
          e.getMessage() + " stands inside quotes, or has line breaks where none can be",
          "Remove the quotes around it: each inserted value brings its own. A value of SQL is bound"
              + " as a parameter.");
    }
  }

  private static PortException unknown(
      String name, MethodInvocationException e, Collection<String> known) {
    Matcher unset = UNSET.matcher(String.valueOf(e.getMessage()));
    return unset.find()
        ? unknown(name, unset.group(1), roots(known), e)
        : unknown(name, e.getMethodName(), List.of(), e);
  }

  private static PortException unknown(
      String name,
      String written,
      Collection<String> known,
      @Nullable MethodInvocationException e) {
    String where =
        e == null || e.getLineNumber() < 1
            ? ""
            : " at line " + e.getLineNumber() + ", column " + e.getColumnNumber();
    return failed(
        "template/unknown-name",
        name,
        "There is no \"" + written + "\"" + where,
        Suggestion.among(written, known));
  }

  private static PortException malformed(String name, int line, int column, String syntax) {
    return failed(
        "template/malformed", name, "Line " + line + ", column " + column + ": " + syntax, "");
  }

  private static PortException failed(String code, String name, String detail, String advice) {
    return new PortException(
        Category.USER, code, "Template \"" + name + "\" is wrong", detail, advice, null);
  }

  private static String syntax(ParseErrorException e) {
    String invalid = e.getInvalidSyntax();
    return invalid == null || invalid.isBlank()
        ? "not understood, or something before it is not closed"
        : "\"" + invalid.strip() + "\" is not understood";
  }

  private static @Nullable Throwable causeOf(VelocityException e) {
    Throwable cause = e.getCause();
    while (cause != null && !(cause instanceof Names.Unknown)) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static Collection<String> roots(Collection<String> names) {
    return names.stream().map(name -> name.split("\\.", 2)[0]).distinct().toList();
  }

  private static VelocityContext context(Map<String, Secret> values) {
    Map<String, Object> roots = new HashMap<>();
    new TreeMap<>(values)
        .forEach((name, value) -> {
          String[] parts = name.split("\\.", 2);
          if (parts.length == 1) {
            roots.put(name, Names.plain(value));
          } else if (roots.computeIfAbsent(parts[0], root -> new Names(root))
              instanceof Names names) {
            names.put(parts[1], value);
          } else {
            throw new IllegalArgumentException(parts[0] + " is a value and cannot hold " + name);
          }
        });
    return new VelocityContext(roots);
  }

  /** Made at the first use, since it takes a while. */
  private synchronized VelocityEngine engine() {
    VelocityEngine ready = engine;
    if (ready == null) {
      ready = newEngine(ValuesOnly.class);
      engine = ready;
    }
    return ready;
  }

  static VelocityEngine newEngine(Class<? extends ValuesOnly> readable) {
    VelocityEngine engine = new VelocityEngine();
    // Everything it would log is thrown too, and could hold a value.
    engine.setProperty(RuntimeConstants.RUNTIME_LOG_INSTANCE, NOPLogger.NOP_LOGGER);
    engine.setProperty(RuntimeConstants.RUNTIME_REFERENCES_STRICT, true);
    engine.setProperty(RuntimeConstants.RUNTIME_REFERENCES_STRICT_ESCAPE, true);
    engine.setProperty(RuntimeConstants.UBERSPECT_CLASSNAME, readable.getName());
    // A loader that knows no template, in place of the default one that reads files.
    engine.setProperty(RuntimeConstants.RESOURCE_LOADERS, "none");
    engine.setProperty("resource.loader.none.class", StringResourceLoader.class.getName());
    engine.setProperty("resource.loader.none.repository.static", "false");
    engine.setProperty(RuntimeConstants.VM_LIBRARY, "");
    engine.init();
    return engine;
  }

  private static final class QuotedReference extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private QuotedReference(String reference) {
      super(reference);
    }
  }
}
