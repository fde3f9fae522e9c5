package dev.slipway.yaml;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.AnchorNode;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Turns SnakeYAML's nodes into ours. What is aliased is converted once and shared, so that nested
 * aliases cannot grow.
 */
final class NodeConversion {
  private final SourceText source;
  private final Diagnostics diagnostics;
  private final IdentityHashMap<Node, YamlNode> done = new IdentityHashMap<>();
  private final IdentityHashMap<Node, Boolean> open = new IdentityHashMap<>();

  NodeConversion(SourceText source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  YamlNode convert(Node node) {
    YamlNode known = done.get(node);
    if (known != null) {
      return known;
    }
    SourceRange range = source.between(node.getStartMark(), node.getEndMark());
    if (open.put(node, true) != null) {
      report("yaml/recursion", "an alias stands inside of what it names", range);
      return new YamlNode.Absent(range);
    }
    if (!node.getTag().startsWith(Tag.PREFIX)) {
      report("yaml/tag", "tags such as " + node.getTag() + " are not supported", range);
    }
    YamlNode converted =
        switch (node) {
          case ScalarNode scalar -> scalar(scalar, range);
          case SequenceNode sequence -> sequence(sequence, range);
          case MappingNode mapping -> mapping(mapping, range);
          case AnchorNode anchor -> convert(anchor.getRealNode());
          default -> throw new IllegalStateException("a kind of node that YAML does not have");
        };
    open.remove(node);
    done.put(node, converted);
    return converted;
  }

  private static YamlNode scalar(ScalarNode node, SourceRange range) {
    boolean absent = node.getTag().equals(Tag.NULL) && node.getScalarStyle() == ScalarStyle.PLAIN;
    return absent ? new YamlNode.Absent(range) : new YamlNode.Scalar(node.getValue(), range);
  }

  private YamlNode sequence(SequenceNode node, SourceRange range) {
    List<YamlNode> items = new ArrayList<>();
    for (Node item : node.getValue()) {
      items.add(convert(item));
    }
    YamlNode last = items.isEmpty() ? null : items.getLast();
    return new YamlNode.Sequence(items, trimmed(node, range, last));
  }

  private YamlNode mapping(MappingNode node, SourceRange range) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    YamlNode last = null;
    for (NodeTuple tuple : node.getValue()) {
      last = convert(tuple.getValueNode());
      SourceRange keyRange =
          source.between(tuple.getKeyNode().getStartMark(), tuple.getKeyNode().getEndMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        report("yaml/key", "a key must be text", keyRange);
      } else if (key.getTag().equals(Tag.MERGE)) {
        report("yaml/merge", "merging with << is not supported", keyRange);
      } else {
        YamlNode.Entry entry = new YamlNode.Entry(new Located<>(key.getValue(), keyRange), last);
        YamlNode.Entry first = entries.putIfAbsent(key.getValue(), entry);
        if (first != null) {
          diagnostics.add(
              Diagnostic.error("yaml/duplicate-key", "duplicate key \"" + key.getValue() + "\"")
                  .because("It was given before, on line " + first.key().range().line() + ".")
                  .at(keyRange));
        }
      }
    }
    return new YamlNode.Mapping(entries, trimmed(node, range, last));
  }

  /** SnakeYAML lets a block end where the next token begins, comments included. */
  private static SourceRange trimmed(
      CollectionNode<?> node, SourceRange range, @Nullable YamlNode last) {
    return node.getFlowStyle() == FlowStyle.BLOCK && last != null
        ? SourceText.span(range, last.range())
        : range;
  }

  private void report(String code, String summary, SourceRange range) {
    diagnostics.add(Diagnostic.error(code, summary).at(range));
  }
}
