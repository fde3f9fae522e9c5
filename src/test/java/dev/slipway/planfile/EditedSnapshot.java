package dev.slipway.planfile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Snapshots of a world that was another one, with the right checksum. */
public final class EditedSnapshot {
  private EditedSnapshot() {}

  /** Changes what was seen. */
  public static void edit(Path file, Consumer<ObjectNode> ofWorld) throws IOException {
    ObjectNode root = (ObjectNode) new ObjectMapper().readTree(Files.readString(file));
    ofWorld.accept((ObjectNode) root.at("/observed/world"));
    Files.writeString(file, new Document(Path.of("")).seal(root));
  }
}
