package dev.slipway.vsphere;

import static java.util.Objects.requireNonNull;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.MethodFault;
import dev.slipway.vsphere.BadAnswerException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.rmi.RemoteException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the envelope of one answer into yavijava's data objects while it comes in.
 *
 * <p>What is newer than the known types is passed over: unknown elements are skipped, an unknown
 * type counts as the type that the API states there, an unknown enumeration value as none. The
 * API's wrappers for arrays ({@code ArrayOf…}) become Java arrays. A DOCTYPE is refused.
 */
final class AnswerReader {
  private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
  private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
  private static final String XSD = "http://www.w3.org/2001/XMLSchema";

  /** Deeper than any answer: the deepest, snapshot trees, have 32 levels of two elements. */
  private static final int DEEPEST = 200;

  private final XMLStreamReader xml;
  private int depth;

  private AnswerReader(XMLStreamReader xml) {
    this.xml = xml;
  }

  /** A parser that reads no DTD and fetches nothing. */
  static XMLStreamReader parser(InputStream stream) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory.createXMLStreamReader(stream);
  }

  /**
   * Reads one answer to its end.
   *
   * @param returnType as a stub states it; null for a call that returns nothing
   * @throws RemoteException the fault that the answer tells: of its own type when that is known,
   *     with a {@link SoapFault} as its cause, and else a {@link SoapFault}
   * @throws BadAnswerException when the answer is not a readable envelope
   * @throws IOException when it ends before its time
   */
  static @Nullable Object read(InputStream stream, @Nullable String returnType) throws IOException {
    boolean enveloped = false;
    try {
      AnswerReader reader = new AnswerReader(parser(stream));
      enveloped = reader.enterEnvelope();
      return reader.body(returnType);
    } catch (XMLStreamException e) {
      if (e.getNestedException() instanceof IOException broken) {
        throw broken;
      }
      throw new BadAnswerException(enveloped ? Kind.BROKEN : Kind.NOT_SOAP, e.getMessage(), e);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new BadAnswerException(Kind.BROKEN, "a value of the wrong type", e);
    }
  }

  private boolean enterEnvelope() throws XMLStreamException {
    if (!nextChild() || !is(SOAP, "Envelope")) {
      throw new XMLStreamException("The answer is not a SOAP envelope.");
    }
    return true;
  }

  private @Nullable Object body(@Nullable String returnType)
      throws XMLStreamException, RemoteException {
    Object result = null;
    RemoteException fault = null;
    boolean found = false;
    while (nextChild()) {
      if (!is(SOAP, "Body")) {
        skip();
        continue;
      }
      while (nextChild()) {
        found = true;
        if (is(SOAP, "Fault")) {
          fault = fault();
        } else {
          result = result(returnType);
        }
      }
    }
    while (xml.hasNext()) {
      xml.next(); // to the end of the stream, so that the connection can be used again
    }
    if (fault != null) {
      throw fault;
    }
    if (!found) {
      throw new XMLStreamException("The envelope has no body.");
    }
    return result;
  }

  private @Nullable Object result(@Nullable String returnType) throws XMLStreamException {
    Class<?> type = returnType == null ? null : VimTypes.stated(returnType);
    Items items = new Items();
    while (nextChild()) {
      if (type != null && xml.getLocalName().equals("returnval")) {
        items.add(value(type.isArray() ? requireNonNull(type.getComponentType()) : type));
      } else {
        skip();
      }
    }
    if (type == null) {
      return null;
    }
    return type.isArray() ? items.toArray(type.getComponentType()) : items.first();
  }

  private RemoteException fault() throws XMLStreamException {
    String message = "";
    String typeName = "";
    MethodFault typed = null;
    while (nextChild()) {
      switch (xml.getLocalName()) {
        case "faultstring" -> message = text();
        case "detail" -> {
          while (nextChild()) {
            String stated = xsiType();
            typeName = stated == null ? withoutSuffix(xml.getLocalName()) : localName(stated);
            Class<?> type = VimTypes.find(typeName);
            if (type != null && MethodFault.class.isAssignableFrom(type)) {
              typed = (MethodFault) data(type);
            } else {
              skip();
            }
          }
        }
        default -> skip();
      }
    }
    SoapFault told = new SoapFault(typeName, message);
    if (typed == null) {
      return told;
    }
    typed.detail = told;
    return typed;
  }

  /** Elements of a fault's detail are called as its type with this suffix. */
  private static String withoutSuffix(String element) {
    return element.endsWith("Fault") ? element.substring(0, element.length() - 5) : element;
  }

  private @Nullable Object value(Class<?> stated) throws XMLStreamException {
    if ("true".equals(xml.getAttributeValue(XSI, "nil"))) {
      skip();
      return null;
    }
    String xsiType = xsiType();
    Class<?> type = stated;
    if (xsiType != null) {
      Optional<Class<?>> element = VimTypes.elementOfWrapper(localName(xsiType));
      if (stated == Object.class && element.isPresent()) {
        return array(element.get());
      }
      Class<?> found = type(xsiType);
      if (found == null && stated == Object.class) {
        skip();
        return null;
      }
      type = found != null && stated.isAssignableFrom(found) ? found : stated;
    }
    type = VimTypes.newest(type);
    if (type == ManagedObjectReference.class) {
      return reference();
    }
    if (type.isEnum()) {
      return constant(type, text());
    }
    if (XsdTypes.isSimple(type)) {
      return XsdTypes.parse(type, text());
    }
    return type == Object.class ? text() : data(type);
  }

  private Object data(Class<?> type) throws XMLStreamException {
    DataShape shape = DataShape.of(type);
    Object instance = shape.newInstance();
    Map<String, Items> arrays = new LinkedHashMap<>();
    while (nextChild()) {
      String element = xml.getLocalName();
      DataShape.Member member = shape.member(element);
      if (member == null) {
        skip();
      } else if (member.type().isArray()) {
        arrays.computeIfAbsent(element, key -> new Items()).add(item(member.type()));
      } else {
        Object value = value(member.type());
        if (value != null) {
          member.set(instance, value);
        }
      }
    }
    arrays.forEach((element, items) -> {
      DataShape.Member member = requireNonNull(shape.member(element));
      member.set(instance, items.as(member.type()));
    });
    return instance;
  }

  /** One item of a member that is an array. */
  private @Nullable Object item(Class<?> array) throws XMLStreamException {
    return array == byte[].class ? bytes(text()) : value(requireNonNull(array.getComponentType()));
  }

  private Object array(Class<?> element) throws XMLStreamException {
    Items items = new Items();
    while (nextChild()) {
      items.add(value(element));
    }
    return items.toArray(element);
  }

  private ManagedObjectReference reference() throws XMLStreamException {
    ManagedObjectReference reference = new ManagedObjectReference();
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String namespace = xml.getAttributeNamespace(i);
      // Not xsi:type, which a single reference has as well.
      if (xml.getAttributeLocalName(i).equals("type")
          && (namespace == null || namespace.isEmpty())) {
        reference.setType(xml.getAttributeValue(i));
      }
    }
    reference.setVal(text());
    return reference;
  }

  /** A member of bytes comes as base64 or, in some types, as one element a byte. */
  private static byte[] bytes(String text) {
    try {
      return new byte[] {Byte.parseByte(text.strip())};
    } catch (NumberFormatException e) {
      return (byte[]) XsdTypes.parse(byte[].class, text);
    }
  }

  private static @Nullable Object constant(Class<?> type, String text) {
    for (Object constant : type.getEnumConstants()) {
      if (constant.toString().equals(text) || ((Enum<?>) constant).name().equals(text)) {
        return constant;
      }
    }
    return null;
  }

  private @Nullable Class<?> type(String xsiType) {
    int colon = xsiType.indexOf(':');
    String prefix = colon < 0 ? "" : xsiType.substring(0, colon);
    String namespace = xml.getNamespaceContext().getNamespaceURI(prefix);
    return XSD.equals(namespace)
        ? XsdTypes.named(localName(xsiType))
        : VimTypes.find(localName(xsiType));
  }

  private @Nullable String xsiType() {
    return xml.getAttributeValue(XSI, "type");
  }

  private static String localName(String qualified) {
    return qualified.substring(qualified.indexOf(':') + 1);
  }

  private boolean is(String namespace, String name) {
    return xml.getLocalName().equals(name) && namespace.equals(xml.getNamespaceURI());
  }

  /** Moves to the next child of the element that the parser is in, or to that element's end. */
  private boolean nextChild() throws XMLStreamException {
    while (true) {
      int event = next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        return true;
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        return false;
      }
    }
  }

  private String text() throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> skip();
        case XMLStreamConstants.END_ELEMENT -> {
          return text.toString();
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
        default -> {}
      }
    }
  }

  private void skip() throws XMLStreamException {
    for (int outer = depth - 1; depth > outer; ) {
      next();
    }
  }

  private int next() throws XMLStreamException {
    int event = xml.next();
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> depth++;
      case XMLStreamConstants.END_ELEMENT -> depth--;
      case XMLStreamConstants.DTD -> throw new XMLStreamException("The answer has a DOCTYPE.");
      case XMLStreamConstants.END_DOCUMENT ->
          throw new XMLStreamException("The answer ends before its time.");
      default -> {}
    }
    if (depth > DEEPEST) {
      throw new XMLStreamException("The answer is nested too deeply.");
    }
    return event;
  }

  /** Values of one repeated element; those that could not be understood are left out. */
  private static final class Items {
    private final List<Object> values = new ArrayList<>();

    void add(@Nullable Object value) {
      if (value != null) {
        values.add(value);
      }
    }

    @Nullable Object first() {
      return values.isEmpty() ? null : values.getFirst();
    }

    Object toArray(Class<?> element) {
      Object array = Array.newInstance(element, values.size());
      for (int i = 0; i < values.size(); i++) {
        Array.set(array, i, values.get(i));
      }
      return array;
    }

    Object as(Class<?> array) {
      return array == byte[].class ? joined() : toArray(requireNonNull(array.getComponentType()));
    }

    private byte[] joined() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      values.forEach(value -> bytes.writeBytes((byte[]) value));
      return bytes.toByteArray();
    }
  }
}
