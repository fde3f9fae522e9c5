package dev.slipway.view;

import dev.slipway.view.Drawing.Box;
import dev.slipway.view.Drawing.Text;
import dev.slipway.view.PlacementPicture.Host;
import dev.slipway.view.PlacementPicture.Node;
import java.util.ArrayList;
import java.util.List;

/** Draws where the nodes stand: the cluster, its hosts, and the nodes that the rule keeps apart. */
final class PlacementDrawing {
  private static final int NODE_WIDTH = 204;
  private static final int NODE_HEIGHT = 48;
  private static final int GAP = 14;
  private static final int HOST_HEADER = 32;
  private static final int CLUSTER_HEADER = 66;
  private static final int COLUMNS = 4;
  private static final int LETTERS = 27;

  private final List<Box> boxes = new ArrayList<>();
  private final List<Text> texts = new ArrayList<>();

  private PlacementDrawing() {}

  static Drawing of(PlacementPicture picture) {
    return new PlacementDrawing().draw(picture);
  }

  private Drawing draw(PlacementPicture picture) {
    List<Host> places = new ArrayList<>(picture.hosts());
    int columns = Math.clamp(Math.max(places.size(), picture.unplaced().size()), 2, COLUMNS);
    int hostWidth = NODE_WIDTH + 2 * GAP;
    int width = columns * hostWidth + (columns + 1) * GAP;
    texts.add(new Text(GAP + 2, 28, label("Cluster " + picture.cluster(), 60), "title"));
    picture
        .rule()
        .ifPresent(rule -> texts.add(new Text(GAP + 2, 50, label(rule.text(), 90), "ruled")));
    int y = CLUSTER_HEADER;
    for (int start = 0; start < places.size(); start += columns) {
      List<Host> row = places.subList(start, Math.min(start + columns, places.size()));
      int most = row.stream().mapToInt(host -> host.nodes().size()).max().orElse(0);
      int height = HOST_HEADER + 8 + Math.max(most, 1) * (NODE_HEIGHT + GAP);
      int x = GAP;
      for (Host host : row) {
        host(host, x, y, hostWidth, height);
        x += hostWidth + GAP;
      }
      y += height + GAP;
    }
    if (!picture.unplaced().isEmpty()) {
      y = unplaced(picture.unplaced(), y, columns, width);
    }
    boxes.addFirst(new Box(1, 1, width - 2, y - 2, "cluster"));
    return new Drawing(
        "Cluster " + Printable.line(picture.cluster()) + " with its hosts and nodes",
        width,
        y,
        List.of(),
        boxes,
        List.of(),
        texts);
  }

  private void host(Host host, int x, int y, int width, int height) {
    boxes.add(new Box(x, y, width, height, host.state().isEmpty() ? "host" : "host away"));
    texts.add(new Text(x + GAP, y + 22, label(host.name(), LETTERS), "name"));
    if (!host.state().isEmpty()) {
      texts.add(new Text(x + GAP, y + HOST_HEADER + 14, host.state(), "faint"));
    }
    int top = y + HOST_HEADER + 4;
    for (Node node : host.nodes()) {
      node(node, x + GAP, top);
      top += NODE_HEIGHT + GAP;
    }
  }

  private int unplaced(List<Node> nodes, int y, int columns, int width) {
    int rows = (nodes.size() + columns - 1) / columns;
    int height = HOST_HEADER + 8 + rows * (NODE_HEIGHT + GAP);
    boxes.add(new Box(GAP, y, width - 2 * GAP, height, "host open"));
    texts.add(new Text(2 * GAP, y + 22, "host known after apply", "faint"));
    for (int index = 0; index < nodes.size(); index++) {
      int x = 2 * GAP + index % columns * (NODE_WIDTH + 3 * GAP);
      node(nodes.get(index), x, y + HOST_HEADER + 4 + index / columns * (NODE_HEIGHT + GAP));
    }
    return y + height + GAP;
  }

  private void node(Node node, int x, int y) {
    boxes.add(new Box(x, y, NODE_WIDTH, NODE_HEIGHT, node.ruled() ? "node apart" : "node"));
    texts.add(new Text(x + 12, y + 20, label(node.name(), LETTERS), "name"));
    texts.add(new Text(x + 12, y + 37, label(node.role() + ", " + node.ip(), LETTERS), "faint"));
  }

  private static String label(String text, int longest) {
    return Printable.shortened(text, longest);
  }
}
