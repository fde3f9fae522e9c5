package dev.slipway.model;

/** Where in an output something is looked for. */
public sealed interface Extraction {
  /**
   * The first match of a regular expression.
   *
   * @param pattern may hold {@code ${…}} bindings, which are quoted
   * @param group the named group that is taken; empty for the whole match
   */
  record Text(String pattern, String group) implements Extraction {}

  /**
   * A value of a JSON document.
   *
   * @param pointer as in RFC 6901, such as {@code /health-status/state}
   */
  record JsonPointer(String pointer) implements Extraction {}

  /**
   * The first node that an XPath 1.0 expression finds in an XML document, as text. Namespaces are
   * not told apart: an element is named as it is written, prefix included.
   */
  record XPath(String expression) implements Extraction {}

  /** A header of a response, whatever its case. */
  record Header(String name) implements Extraction {}
}
