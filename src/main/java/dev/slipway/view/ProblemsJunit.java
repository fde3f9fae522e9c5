package dev.slipway.view;

import dev.slipway.diag.Diagnostic;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Shows problems as the JUnit XML that CI servers display: each file is a test case. */
public final class ProblemsJunit {
  private final Path workingDirectory;

  /**
   * What was found about one blueprint.
   *
   * @param files those that were looked at, the blueprint first
   */
  public record Suite(String blueprint, List<String> files, List<Diagnostic> problems) {
    public Suite {
      files = List.copyOf(files);
      problems = List.copyOf(problems);
    }
  }

  private ProblemsJunit(Path workingDirectory) {
    this.workingDirectory = workingDirectory;
  }

  /** One document with a suite for each blueprint. */
  public static String render(List<Suite> suites, Path workingDirectory) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      new ProblemsJunit(workingDirectory).write(suites, xml);
      xml.close();
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException(impossible);
    }
    return text.append('\n').toString();
  }

  private void write(List<Suite> suites, XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    xml.writeAttribute("name", "slipway validate");
    for (Suite suite : suites) {
      write(suite, xml);
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void write(Suite suite, XMLStreamWriter xml) throws XMLStreamException {
    Map<String, List<Diagnostic>> cases = cases(suite);
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", relative(suite.blueprint()));
    xml.writeAttribute("tests", String.valueOf(cases.size()));
    xml.writeAttribute(
        "failures",
        String.valueOf(
            cases.values().stream()
                .filter(problems -> problems.stream().anyMatch(Diagnostic::isError))
                .count()));
    xml.writeAttribute("errors", "0");
    for (Map.Entry<String, List<Diagnostic>> each : cases.entrySet()) {
      write(suite, each.getKey(), each.getValue(), xml);
    }
    xml.writeCharacters("\n  ");
    xml.writeEndElement();
  }

  /** Problems without a place belong to the blueprint. */
  private Map<String, List<Diagnostic>> cases(Suite suite) {
    Map<String, List<Diagnostic>> cases = new LinkedHashMap<>();
    suite.files().forEach(file -> cases.put(relative(file), new ArrayList<>()));
    for (Diagnostic problem : suite.problems()) {
      String file =
          ProblemPlace.of(problem, workingDirectory)
              .map(ProblemPlace::file)
              .orElseGet(() -> relative(suite.blueprint()));
      cases.computeIfAbsent(file, added -> new ArrayList<>()).add(problem);
    }
    return cases;
  }

  private void write(Suite suite, String file, List<Diagnostic> problems, XMLStreamWriter xml)
      throws XMLStreamException {
    xml.writeCharacters("\n    ");
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", relative(suite.blueprint()));
    xml.writeAttribute("name", file);
    List<Diagnostic> errors = problems.stream().filter(Diagnostic::isError).toList();
    if (!errors.isEmpty()) {
      xml.writeCharacters("\n      ");
      xml.writeStartElement("failure");
      xml.writeAttribute("message", legal(errors.getFirst().summary()));
      xml.writeAttribute("type", errors.getFirst().code());
      xml.writeCharacters(text(errors));
      xml.writeEndElement();
    }
    List<Diagnostic> warnings = problems.stream().filter(problem -> !problem.isError()).toList();
    if (!warnings.isEmpty()) {
      xml.writeCharacters("\n      ");
      xml.writeStartElement("system-out");
      xml.writeCharacters(text(warnings));
      xml.writeEndElement();
    }
    if (!problems.isEmpty()) {
      xml.writeCharacters("\n    ");
    }
    xml.writeEndElement();
  }

  private static String text(List<Diagnostic> problems) {
    return legal(new DiagnosticText(Style.PLAIN).render(problems));
  }

  private String relative(String file) {
    return legal(ProblemPlace.relative(file, workingDirectory));
  }

  /** XML has no way to write most control characters. */
  static String legal(String text) {
    return text.replaceAll(
        "[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "\uFFFD");
  }
}
