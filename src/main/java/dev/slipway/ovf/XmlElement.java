package dev.slipway.ovf;

import dev.slipway.diag.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;

/** An element of a descriptor that knows where its start tag stands. */
final class XmlElement {
  private final QName name;
  private final Map<QName, String> attributes;
  private final SourceText source;
  private final int start;
  private final int end;
  private final List<XmlElement> children = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  XmlElement(QName name, Map<QName, String> attributes, SourceText source, int start, int end) {
    this.name = name;
    this.attributes = Map.copyOf(attributes);
    this.source = source;
    this.start = start;
    this.end = end;
  }

  void append(XmlElement child) {
    children.add(child);
  }

  void append(String characters) {
    text.append(characters);
  }

  /** Where its start tag begins in the text. */
  int start() {
    return start;
  }

  /** Where its start tag has ended. */
  int end() {
    return end;
  }

  List<XmlElement> children() {
    return children;
  }

  QName name() {
    return name;
  }

  Optional<String> attribute(String namespace, String localName) {
    return Optional.ofNullable(attributes.get(new QName(namespace, localName)));
  }

  /** An attribute in the namespace of this element, or in none as careless tools write it. */
  Optional<String> attribute(String localName) {
    return attribute(name.getNamespaceURI(), localName)
        .or(() -> attribute(XMLConstants.NULL_NS_URI, localName));
  }

  /** The children of that name, in the namespace of this element, in their order. */
  Stream<XmlElement> children(String localName) {
    QName wanted = new QName(name.getNamespaceURI(), localName);
    return children.stream().filter(child -> child.name.equals(wanted));
  }

  Optional<XmlElement> child(String localName) {
    return children(localName).findFirst();
  }

  /** The text of a child by its local name alone, for where several namespaces are in use. */
  Optional<String> textOfAny(String localName) {
    return children.stream()
        .filter(child -> child.name.getLocalPart().equals(localName))
        .map(XmlElement::text)
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  /** Its own characters, without those of its children and without white space around. */
  String text() {
    return text.toString().strip();
  }

  /** The place of its start tag. */
  SourceRange range() {
    return source.range(start, end);
  }
}
