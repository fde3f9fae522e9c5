package dev.slipway.view;

import dev.slipway.view.KitReport.Case;
import dev.slipway.view.KitReport.Check;
import dev.slipway.view.KitReport.Definition;
import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Shows what came of testing appliance definitions as the JUnit XML that CI servers display. */
public final class KitJunit {
  private final XMLStreamWriter xml;

  private KitJunit(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /** One document with a suite for each case. */
  public static String render(KitReport report) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      new KitJunit(xml).write(report);
      xml.close();
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException(impossible);
    }
    return text.append('\n').toString();
  }

  private void write(KitReport report) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    begin(0, "testsuites", "name", "slipway appliance test");
    for (Definition definition : report.definitions()) {
      for (Case each : definition.cases()) {
        write(definition, each);
      }
    }
    end(0);
    xml.writeEndDocument();
  }

  private void write(Definition definition, Case each) throws XMLStreamException {
    long failures = each.checks().stream().filter(check -> !check.passed()).count();
    String name = definition.folder() + " " + each.name();
    begin(1, "testsuite", "name", name, "tests", String.valueOf(each.checks().size()));
    xml.writeAttribute("failures", String.valueOf(failures));
    xml.writeAttribute("errors", "0");
    for (Check check : each.checks()) {
      begin(2, "testcase", "classname", name, "name", check.name());
      xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", check.milliseconds() / 1000.0));
      if (!check.passed()) {
        begin(3, "failure", "message", check.name());
        xml.writeCharacters(ProblemsJunit.legal(check.detail()));
        xml.writeEndElement();
        end(2);
      } else {
        xml.writeEndElement();
      }
    }
    end(1);
  }

  private void begin(int depth, String element, String... attributes) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
    xml.writeStartElement(element);
    for (int i = 0; i < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], ProblemsJunit.legal(attributes[i + 1]));
    }
  }

  private void end(int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
    xml.writeEndElement();
  }
}
