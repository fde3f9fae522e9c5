package dev.slipway.model;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.commons.text.StringEscapeUtils;

/** How a value is written so that it stays one value within a text of some language. */
public enum Escape {
  /** As it is. */
  NONE,
  /** Within a string of JSON (RFC 8259); the quotes around it belong to the text. */
  JSON,
  /** Within an attribute or the content of an element of XML 1.0. */
  XML,
  /** Within a part of a URL or of a form (RFC 3986, percent-encoding); slashes stay. */
  URL;

  /** The value as it is inserted. */
  public String apply(String value) {
    return switch (this) {
      case NONE -> value;
      case JSON -> new String(JsonStringEncoder.getInstance().quoteAsString(value));
      case XML -> StringEscapeUtils.escapeXml10(value);
      case URL ->
          URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
    };
  }
}
