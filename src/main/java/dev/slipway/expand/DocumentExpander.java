package dev.slipway.expand;

import dev.slipway.appliance.ApplianceDefinition.Document;
import dev.slipway.model.Escape;
import dev.slipway.model.Interpolation;
import dev.slipway.model.Interpolation.Literal;
import dev.slipway.model.Interpolation.Part;
import dev.slipway.model.Interpolation.Reference;
import dev.slipway.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Renders documents so that the secrets in them stay references: a secret is rendered as a mark,
 * and the mark replaced by the reference, which is resolved and escaped at deployment.
 */
final class DocumentExpander {
  /** Of the private use area, so that no escaping changes it and nobody writes it. */
  private static final Pattern MARK = Pattern.compile("\uE000([0-9]{1,6})\uE001");

  /** What a secret may become: more than a private key of 4,096 bits with its escapes. */
  private static final int ROOM_FOR_SECRET = 8192;

  /** Line breaks and indentation between the tokens of JSON; its strings have no line breaks. */
  private static final Pattern JSON_LAYOUT = Pattern.compile("\\s*\\R\\s*");

  private final DocumentTemplates templates;

  DocumentExpander(DocumentTemplates templates) {
    this.templates = templates;
  }

  /** The properties of a document, by key; none when its template is wrong, which is reported. */
  Map<String, Value> expand(Document document, Map<String, Value> bindings) {
    List<String> confidential = new ArrayList<>();
    Map<String, String> values = new LinkedHashMap<>();
    bindings.forEach((name, value) ->
        values.put(
            name,
            switch (value) {
              case Value.Plain(String text) -> MARK.matcher(text).replaceAll("");
              case Value.Confidential(String template) -> {
                confidential.add(template);
                yield "\uE000" + (confidential.size() - 1) + "\uE001";
              }
            }));
    return templates
        .render(document, values)
        .map(text -> document.escape() == Escape.JSON ? compact(text) : text)
        .map(text -> named(document, parts(text, confidential, document.escape())))
        .orElse(Map.of());
  }

  private static String compact(String json) {
    return JSON_LAYOUT.matcher(json.strip()).replaceAll(" ");
  }

  private static List<Part> parts(String text, List<String> confidential, Escape escape) {
    List<Part> parts = new ArrayList<>();
    Matcher mark = MARK.matcher(text);
    int position = 0;
    while (mark.find()) {
      addLiteral(parts, text.substring(position, mark.start()));
      position = mark.end();
      String template = confidential.get(Integer.parseInt(mark.group(1)));
      for (Part part : Interpolation.parse(template).parts()) {
        switch (part) {
          case Literal(String literal) -> addLiteral(parts, escape.apply(literal));
          case Reference reference -> parts.add(reference.escaped(escape));
        }
      }
    }
    addLiteral(parts, text.substring(position));
    return parts;
  }

  private static void addLiteral(List<Part> parts, String text) {
    if (!text.isEmpty()) {
      parts.add(new Literal(text));
    }
  }

  private static Map<String, Value> named(Document document, List<Part> parts) {
    List<List<Part>> chunks = chunks(parts, document.longest());
    Map<String, Value> named = new LinkedHashMap<>();
    for (int index = 0; index < chunks.size(); index++) {
      String key = chunks.size() == 1 ? document.property() : document.property() + "-" + index;
      named.put(key, value(chunks.get(index)));
    }
    return named;
  }

  private static Value value(List<Part> parts) {
    Interpolation whole = new Interpolation(parts);
    return whole.references().findAny().isPresent()
        ? new Value.Confidential(whole.source())
        : Value.plain(whole.resolve(Reference::source));
  }

  /** A reference goes into the next chunk as soon as what it stands for might not fit. */
  private static List<List<Part>> chunks(List<Part> parts, int longest) {
    List<List<Part>> chunks = new ArrayList<>();
    List<Part> chunk = new ArrayList<>();
    int length = 0;
    for (Part part : parts) {
      switch (part) {
        case Reference reference -> {
          if (length > 0 && length + ROOM_FOR_SECRET > longest) {
            chunks.add(chunk);
            chunk = new ArrayList<>();
            length = 0;
          }
          chunk.add(reference);
          length += ROOM_FOR_SECRET;
        }
        case Literal(String text) -> {
          int position = 0;
          while (text.length() - position > longest - length) {
            int end = position + Math.max(0, longest - length);
            addLiteral(chunk, text.substring(position, end));
            chunks.add(chunk);
            chunk = new ArrayList<>();
            length = 0;
            position = end;
          }
          addLiteral(chunk, text.substring(position));
          length += text.length() - position;
        }
      }
    }
    if (!chunk.isEmpty() || chunks.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }
}
