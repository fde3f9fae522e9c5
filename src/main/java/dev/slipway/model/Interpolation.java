package dev.slipway.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A text with references in it: {@code ${scope:name}}, such as {@code ${env:HOME}}, or the dotted
 * {@code ${settings.podType}}, whose scope is empty. Of the dollar signs directly before an opening
 * brace, every two stand for one, so that a text such as {@code $${HOME}} holds no reference. All
 * other dollar signs mean themselves.
 */
public record Interpolation(List<Part> parts) {
  public Interpolation {
    parts = List.copyOf(parts);
  }

  /** A piece of the text. */
  public sealed interface Part {}

  /** Text that stands for itself, with escapes resolved. */
  public record Literal(String text) implements Part {}

  /**
   * A reference to a value.
   *
   * @param scope what is before the colon; empty for dotted names
   * @param name an unclosed reference has the rest of the text as its name
   * @param optional whether a dotted name ended in a question mark: a text that needs a value which
   *     nobody gave is then left out as a whole
   */
  public record Reference(String scope, String name, boolean optional) implements Part {
    /** A reference to the same secret, whose value is written in a way when it is resolved. */
    public Reference escaped(Escape escape) {
      return escape == Escape.NONE
          ? this
          : new Reference(escape.name().toLowerCase(Locale.ROOT) + "-" + scope, name, optional);
    }

    /** How the value is written that it refers to. */
    public Escape escape() {
      return List.of(Escape.values()).stream()
          .filter(each -> scope.startsWith(each.name().toLowerCase(Locale.ROOT) + "-"))
          .findFirst()
          .orElse(Escape.NONE);
    }

    /** The reference as it is written. */
    public String source() {
      return "${" + (scope.isEmpty() ? "" : scope + ":") + name + (optional ? "?" : "") + "}";
    }
  }

  /** Takes a text apart. Every text has a meaning, so this never fails. */
  public static Interpolation parse(String text) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int position = 0;
    while (position < text.length()) {
      int dollars = dollarsAt(text, position);
      if (dollars == 0) {
        literal.append(text.charAt(position++));
        continue;
      }
      position += dollars;
      boolean beforeBrace = position < text.length() && text.charAt(position) == '{';
      literal.repeat('$', beforeBrace ? dollars / 2 : dollars);
      if (beforeBrace && dollars % 2 == 1) {
        addLiteral(parts, literal);
        int end = text.indexOf('}', position);
        int nameEnd = end < 0 ? text.length() : end;
        parts.add(reference(text.substring(position + 1, nameEnd)));
        position = end < 0 ? nameEnd : end + 1;
      }
    }
    addLiteral(parts, literal);
    return new Interpolation(parts);
  }

  /** A text in which nothing is a reference, whatever it looks like. */
  public static Interpolation literal(String text) {
    return new Interpolation(text.isEmpty() ? List.of() : List.of(new Literal(text)));
  }

  /** The references in their order. */
  public Stream<Reference> references() {
    return parts.stream().filter(Reference.class::isInstance).map(Reference.class::cast);
  }

  /** The text with every reference replaced by what is found for it. */
  public String resolve(Function<Reference, String> lookup) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(
          switch (part) {
            case Literal literal -> literal.text();
            case Reference reference -> lookup.apply(reference);
          });
    }
    return text.toString();
  }

  /** The value that results from values: confidential as soon as one of them is. */
  public Value substitute(Function<Reference, Value> lookup) {
    List<Part> result = new ArrayList<>();
    boolean confidential = false;
    for (Part part : parts) {
      switch (part) {
        case Literal literal -> result.add(literal);
        case Reference reference -> {
          Value value = lookup.apply(reference);
          confidential |= value instanceof Value.Confidential;
          result.addAll(of(value).parts());
        }
      }
    }
    Interpolation whole = new Interpolation(result);
    return confidential
        ? new Value.Confidential(whole.source())
        : Value.plain(whole.resolve(Reference::source));
  }

  /** The form that {@link #parse} takes apart into the same parts again. */
  public String source() {
    StringBuilder source = new StringBuilder();
    for (int index = 0; index < parts.size(); index++) {
      switch (parts.get(index)) {
        case Reference reference -> source.append(reference.source());
        case Literal literal -> {
          boolean referenceFollows =
              index + 1 < parts.size() && parts.get(index + 1) instanceof Reference;
          source.append(escape(literal.text(), referenceFollows));
        }
      }
    }
    return source.toString();
  }

  private static Interpolation of(Value value) {
    return switch (value) {
      case Value.Plain plain -> literal(plain.text());
      case Value.Confidential confidential -> parse(confidential.template());
    };
  }

  private static String escape(String text, boolean referenceFollows) {
    StringBuilder escaped = new StringBuilder();
    int position = 0;
    while (position < text.length()) {
      int dollars = dollarsAt(text, position);
      if (dollars == 0) {
        escaped.append(text.charAt(position++));
        continue;
      }
      position += dollars;
      boolean beforeBrace =
          position < text.length() ? text.charAt(position) == '{' : referenceFollows;
      escaped.repeat('$', beforeBrace ? 2 * dollars : dollars);
    }
    return escaped.toString();
  }

  private static int dollarsAt(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) == '$') {
      end++;
    }
    return end - start;
  }

  private static void addLiteral(List<Part> parts, StringBuilder literal) {
    if (!literal.isEmpty()) {
      parts.add(new Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private static Reference reference(String inside) {
    int colon = inside.indexOf(':');
    if (colon >= 0) {
      return new Reference(inside.substring(0, colon), inside.substring(colon + 1), false);
    }
    boolean optional = inside.endsWith("?");
    return new Reference(
        "", optional ? inside.substring(0, inside.length() - 1) : inside, optional);
  }
}
