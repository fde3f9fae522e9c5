package dev.slipway.ovf;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.SourceRange;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.namespace.QName;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads XML into elements that know their place; a DOCTYPE is refused, and with it entities. */
final class XmlParser {
  /** Far above any real descriptor, and low enough for the tree to stay small. */
  private static final int MOST_ELEMENTS = 200_000;

  private static final Pattern XML_1_1 =
      Pattern.compile("<\\?xml\\s{1,9}version\\s{0,9}=\\s{0,9}[\"']1\\.1[\"']");

  private final SourceText source;
  private final Deque<XmlElement> open = new ArrayDeque<>();
  private @Nullable XmlElement root;
  private int elements;

  private XmlParser(SourceText source) {
    this.source = source;
  }

  /**
   * Reads a document.
   *
   * @return its root element
   * @throws DiagnosedException when it is not well-formed, has a DOCTYPE, or is too large
   */
  static XmlElement parse(SourceText source) {
    return new XmlParser(source).parse();
  }

  private XmlElement parse() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text()));
      while (reader.hasNext()) {
        take(reader.next(), reader);
      }
    } catch (XMLStreamException malformed) {
      throw new DiagnosedException(
          Diagnostic.error("ovf/malformed-xml", "descriptor is not well-formed XML")
              .because(reason(malformed))
              .at(place(malformed.getLocation())));
    }
    if (root == null) {
      throw new IllegalStateException("the parser accepted a document without a root element");
    }
    return root;
  }

  /** XML 1.1 has more line ends than editors count, and the parser counts them. */
  private String text() {
    String text = source.text();
    return XML_1_1.matcher(text).lookingAt()
        ? text.replace('\u0085', ' ').replace('\u2028', ' ')
        : text;
  }

  private void take(int event, XMLStreamReader reader) {
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> start(reader);
      case XMLStreamConstants.END_ELEMENT -> open.pop();
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
        if (open.peek() != null) {
          open.element().append(reader.getText());
        }
      }
      case XMLStreamConstants.DTD ->
          throw new DiagnosedException(
              Diagnostic.error("ovf/doctype", "descriptor has a DOCTYPE")
                  .because(
                      "A DOCTYPE can draw in other files and grow without bounds; no OVF"
                          + " descriptor needs one.")
                  .advise("Remove the DOCTYPE from the descriptor.")
                  .at(place(reader.getLocation())));
      default -> {
        // Comments, processing instructions and white space outside the root say nothing.
      }
    }
  }

  private void start(XMLStreamReader reader) {
    Map<QName, String> attributes = new HashMap<>();
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      attributes.put(reader.getAttributeName(i), reader.getAttributeValue(i));
    }
    // The parser tells where a start tag ends; "<" cannot occur within one.
    int end = offset(reader.getLocation());
    int start = source.text().lastIndexOf('<', end - 1);
    XmlElement element = new XmlElement(reader.getName(), attributes, source, start, end);
    if (++elements > MOST_ELEMENTS) {
      throw new DiagnosedException(
          Diagnostic.error("ovf/too-large", "descriptor is too large")
              .because("It has more than " + MOST_ELEMENTS + " elements.")
              .at(element.range()));
    }
    if (open.peek() == null) {
      root = element;
    } else {
      open.element().append(element);
    }
    open.push(element);
  }

  private SourceRange place(@Nullable Location location) {
    if (location == null || location.getLineNumber() < 1) {
      return source.start();
    }
    int offset = offset(location);
    return source.range(offset, offset);
  }

  private int offset(Location location) {
    return source.offset(location.getLineNumber(), location.getColumnNumber());
  }

  /** The parser's own sentence, without the position that it puts before it. */
  private static String reason(XMLStreamException malformed) {
    String message = String.valueOf(malformed.getMessage());
    int sentence = message.indexOf("Message: ");
    return sentence < 0 ? message : message.substring(sentence + "Message: ".length());
  }
}
