package dev.slipway.yaml;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.SourceRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Nodes written as the text of a file of their own, which leads problems that are found in that
 * file back to where the nodes were written.
 */
public final class TracedText {
  private final StringBuilder text = new StringBuilder();
  private final List<SourceRange> lines = new ArrayList<>();

  private TracedText() {}

  /** Writes a node as JSON, and so as YAML, with one value on each line. */
  public static TracedText of(YamlNode node) {
    TracedText written = new TracedText();
    written.write(node);
    written.endLine(node.range());
    return written;
  }

  public String text() {
    return text.toString();
  }

  /**
   * The problem where the nodes were written.
   *
   * @param file that this text was written to; problems of other files stay as they are
   */
  public Diagnostic trace(Diagnostic problem, String file) {
    SourceRange range = problem.range();
    return range == null || !range.file().equals(file) || range.line() > lines.size()
        ? problem
        : problem.at(lines.get(range.line() - 1));
  }

  private void write(YamlNode node) {
    switch (node) {
      case YamlNode.Scalar scalar -> text.append(quoted(scalar.text()));
      case YamlNode.Absent absent -> text.append("null");
      case YamlNode.Sequence sequence -> {
        text.append('[');
        endLine(sequence.range());
        Iterator<YamlNode> items = sequence.items().iterator();
        while (items.hasNext()) {
          YamlNode item = items.next();
          write(item);
          text.append(items.hasNext() ? "," : "");
          endLine(item.range());
        }
        text.append(']');
      }
      case YamlNode.Mapping mapping -> {
        text.append('{');
        endLine(mapping.range());
        Iterator<Map.Entry<String, YamlNode.Entry>> entries =
            mapping.entries().entrySet().iterator();
        while (entries.hasNext()) {
          YamlNode.Entry entry = entries.next().getValue();
          text.append(quoted(entry.key().value())).append(':');
          // So that a problem of the key is told where the key is, and one of the value there.
          endLine(entry.key().range());
          text.append(' ');
          write(entry.value());
          text.append(entries.hasNext() ? "," : "");
          endLine(entry.value().range());
        }
        text.append('}');
      }
    }
  }

  private void endLine(SourceRange range) {
    text.append('\n');
    lines.add(range);
  }

  private static String quoted(String value) {
    return TextNode.valueOf(value).toString();
  }
}
