package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ws.Argument;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the envelope of one call.
 *
 * <p>yavijava's own {@code XmlGen} is not used: it needs {@code javax.xml.bind} for times, which
 * left the JDK, writes references and characters that XML forbids as they are, and leaves out the
 * type of enumerations and arrays where the API takes any type.
 */
final class RequestWriter {
  private final StringBuilder xml = new StringBuilder(1024);

  private RequestWriter() {}

  /**
   * The envelope as bytes.
   *
   * @throws UnsendableTextException when a text has a character that XML forbids
   */
  static byte[] write(String method, Argument... arguments) throws UnsendableTextException {
    RequestWriter writer = new RequestWriter();
    writer.xml.append(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
        xmlns:xsd="http://www.w3.org/2001/XMLSchema" \
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>\
        """);
    writer.xml.append('<').append(method).append(" xmlns=\"urn:vim25\">");
    for (Argument argument : arguments) {
      Object value = argument.getValue();
      if (value != null) {
        Class<?> stated = VimTypes.stated(argument.getType());
        writer.value(argument.getName(), stated == null ? value.getClass() : stated, value);
      }
    }
    writer.xml.append("</").append(method).append("></soapenv:Body></soapenv:Envelope>");
    return writer.xml.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void value(String element, Class<?> stated, Object value) throws UnsendableTextException {
    boolean any = stated == Object.class;
    String simple = XsdTypes.nameOf(value);
    if (value.getClass().isArray() && !(any && value instanceof byte[])) {
      Class<?> item = any ? value.getClass().getComponentType() : stated.getComponentType();
      if (any) {
        open(element, VimTypes.wrapperOf(item), null);
      }
      for (int i = 0; i < Array.getLength(value); i++) {
        Object each = Array.get(value, i);
        if (each != null) {
          value(any ? VimTypes.elementOf(item) : element, item, each);
        }
      }
      if (any) {
        close(element);
      }
    } else if (value instanceof ManagedObjectReference reference) {
      open(element, any ? "ManagedObjectReference" : null, reference.getType());
      text(element, reference.getVal());
      close(element);
    } else if (simple != null) {
      open(element, any ? "xsd:" + simple : null, null);
      text(element, XsdTypes.print(value));
      close(element);
    } else if (value instanceof Enum<?> constant) {
      open(element, any ? constant.getDeclaringClass().getSimpleName() : null, null);
      text(element, constant.toString());
      close(element);
    } else {
      open(element, value.getClass() == stated ? null : value.getClass().getSimpleName(), null);
      for (DataShape.Member member : DataShape.of(value.getClass()).members()) {
        Object each = member.get(value);
        if (each != null) {
          value(member.element(), member.type(), each);
        }
      }
      close(element);
    }
  }

  private void open(String element, @Nullable String xsiType, @Nullable String referenceType)
      throws UnsendableTextException {
    xml.append('<').append(element);
    if (xsiType != null) {
      xml.append(" xsi:type=\"").append(xsiType).append('"');
    }
    if (referenceType != null) {
      xml.append(" type=\"");
      text(element, referenceType);
      xml.append('"');
    }
    xml.append('>');
  }

  private void close(String element) {
    xml.append("</").append(element).append('>');
  }

  private void text(String element, String text) throws UnsendableTextException {
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      switch (character) {
        case '&' -> xml.append("&amp;");
        case '<' -> xml.append("&lt;");
        case '>' -> xml.append("&gt;");
        case '"' -> xml.append("&quot;");
        // A reader would turn it into a line feed.
        case '\r' -> xml.append("&#13;");
        default -> {
          if (!isXml(character)) {
            throw new UnsendableTextException(element);
          }
          xml.appendCodePoint(character);
        }
      }
    }
  }

  /** The production {@code Char} of XML 1.0; lone surrogates are not in it. */
  private static boolean isXml(int character) {
    return character == '\t'
        || character == '\n'
        || (character >= 0x20 && character <= 0xD7FF)
        || (character >= 0xE000 && character <= 0xFFFD)
        || character >= 0x10000;
  }
}
