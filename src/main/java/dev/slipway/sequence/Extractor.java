package dev.slipway.sequence;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.diag.Category;
import dev.slipway.model.Extraction;
import dev.slipway.port.PortException;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.regex.Matcher;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathEvaluationResult;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathNodes;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Finds things in what an action has brought; what is of another form holds none of them. */
record Extractor(String step, Expressions expressions, Performed performed) {
  private static final JsonMapper JSON = new JsonMapper();

  Optional<String> find(Extraction what) {
    return switch (what) {
      case Extraction.Text text -> text(text);
      case Extraction.JsonPointer(String pointer) -> json(pointer);
      case Extraction.XPath(String expression) -> xpath(expression);
      case Extraction.Header(String name) -> Optional.ofNullable(performed.headers().get(name));
    };
  }

  private Optional<String> text(Extraction.Text text) {
    Matcher matcher = expressions.compile(text.pattern()).matcher(performed.output());
    if (!matcher.find()) {
      return Optional.empty();
    }
    if (text.group().isEmpty()) {
      return Optional.of(matcher.group());
    }
    if (!matcher.namedGroups().containsKey(text.group())) {
      throw wrong("\"" + text.pattern() + "\" has no group named \"" + text.group() + "\"");
    }
    return Optional.ofNullable(matcher.group(text.group()));
  }

  private Optional<String> json(String pointer) {
    JsonNode found;
    try {
      found = JSON.readTree(performed.output()).at(JsonPointer.compile(pointer));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw wrong("\"" + pointer + "\" is no JSON pointer");
    }
    return found.isMissingNode()
        ? Optional.empty()
        : Optional.of(found.isValueNode() ? found.asText() : found.toString());
  }

  private Optional<String> xpath(String expression) {
    Document document;
    try {
      document = builder().parse(new InputSource(new StringReader(performed.output())));
    } catch (SAXException e) {
      return Optional.empty();
    } catch (IOException | ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
    try {
      XPath xpath = XPathFactory.newInstance().newXPath();
      xpath.setXPathVariableResolver(
          name -> expressions.value(name.getLocalPart(), expression).reveal());
      XPathEvaluationResult<?> result = xpath.evaluateExpression(expression, document);
      if (!(result.value() instanceof XPathNodes nodes)) {
        return Optional.of(String.valueOf(result.value()));
      }
      for (Node node : nodes) {
        return Optional.of(node.getTextContent());
      }
      return Optional.empty();
    } catch (XPathExpressionException e) {
      throw wrong("\"" + expression + "\" is no XPath expression");
    }
  }

  /** Without document types there are neither external entities nor those that grow. */
  private static DocumentBuilder builder() throws ParserConfigurationException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    // The one it has prints to the standard error stream.
    builder.setErrorHandler(null);
    return builder;
  }

  private PortException wrong(String why) {
    return new PortException(
        Category.USER,
        "sequence/malformed-expression",
        "step \"" + step + "\" of the appliance definition is wrong",
        why,
        "",
        null);
  }
}
