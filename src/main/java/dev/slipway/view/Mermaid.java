package dev.slipway.view;

import dev.slipway.plan.Plan;
import dev.slipway.view.PlacementPicture.Host;
import dev.slipway.view.PlacementPicture.Node;
import dev.slipway.view.StepChains.Chain;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Draws in the language of Mermaid, which GitHub, GitLab and Azure DevOps turn into pictures. */
final class Mermaid {
  private static final int LONGEST_LABEL = 80;

  private Mermaid() {}

  /** The steps of a plan. */
  static String steps(Plan plan) {
    StringBuilder text = new StringBuilder("flowchart TB\n");
    List<Chain> chains = StepChains.of(plan.graph());
    for (int index = 0; index < chains.size(); index++) {
      Chain chain = chains.get(index);
      text.append("  s").append(index);
      text.append(
          chain.titles().isEmpty()
              ? "(( ))"
              : chain.titles().stream()
                  .map(Mermaid::escape)
                  .collect(Collectors.joining("<br/>", "[\"", "\"]")));
      text.append('\n');
      for (int before : chain.after()) {
        text.append("  s%d --> s%d\n".formatted(before, index));
      }
    }
    return text.toString();
  }

  /** The cluster with its hosts, the nodes, and the rule. */
  static String placement(PlacementPicture picture) {
    StringBuilder text = new StringBuilder("flowchart TB\n");
    List<String> ruled = new ArrayList<>();
    text.append("  subgraph cluster[\"Cluster ").append(escape(picture.cluster())).append("\"]\n");
    for (int index = 0; index < picture.hosts().size(); index++) {
      Host host = picture.hosts().get(index);
      String label = host.name() + (host.state().isEmpty() ? "" : " (" + host.state() + ")");
      if (host.nodes().isEmpty()) {
        text.append("    h%d[\"%s\"]\n".formatted(index, escape(label)));
      } else {
        text.append("    subgraph h%d[\"%s\"]\n".formatted(index, escape(label)));
        String prefix = "h" + index + "n";
        nodes(text, host.nodes(), prefix, ruled);
        text.append("    end\n");
      }
    }
    if (!picture.unplaced().isEmpty()) {
      text.append("    subgraph unplaced[\"host known after apply\"]\n");
      nodes(text, picture.unplaced(), "n", ruled);
      text.append("    end\n");
    }
    text.append("  end\n");
    if (!ruled.isEmpty()) {
      picture
          .rule()
          .ifPresent(rule -> {
            text.append("  rule([\"%s\"])\n".formatted(escape(rule.text())));
            ruled.forEach(node -> text.append("  rule -.- ").append(node).append('\n'));
          });
    }
    return text.toString();
  }

  private static void nodes(
      StringBuilder text, List<Node> nodes, String prefix, List<String> ruled) {
    for (int index = 0; index < nodes.size(); index++) {
      Node node = nodes.get(index);
      String name = prefix + index;
      text.append(
          "      %s[\"%s<br/>%s, %s\"]\n"
              .formatted(name, escape(node.name()), escape(node.role()), escape(node.ip())));
      if (node.ruled()) {
        ruled.add(name);
      }
    }
  }

  /**
   * Whatever could mean something to Mermaid, Markdown or HTML becomes Mermaid's entity code, and
   * so does what would begin a list in a label.
   */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    int[] points = Printable.shortened(text, LONGEST_LABEL).codePoints().toArray();
    for (int index = 0; index < points.length; index++) {
      int point = points[index];
      boolean beginsList =
          (point == '-' && index == 0)
              || (point == '.' && index + 1 < points.length && points[index + 1] == ' ');
      if (!beginsList && (point > 127 || isPlain((char) point))) {
        escaped.appendCodePoint(point);
      } else {
        escaped.append('#').append(point).append(';');
      }
    }
    return escaped.toString();
  }

  private static boolean isPlain(char letter) {
    return Character.isLetterOrDigit(letter) || " .,-/()".indexOf(letter) >= 0;
  }
}
