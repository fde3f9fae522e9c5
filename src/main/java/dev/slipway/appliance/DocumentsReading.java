package dev.slipway.appliance;

import dev.slipway.appliance.ApplianceDefinition.Document;
import dev.slipway.diag.Located;
import dev.slipway.model.Escape;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import dev.slipway.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the properties whose values are rendered from files of the definition. */
final class DocumentsReading {
  /** vSphere takes no longer value of an OVF property. */
  private static final int LONGEST = 65_535;

  private static final Map<String, Escape> ESCAPES =
      Map.of("none", Escape.NONE, "json", Escape.JSON, "xml", Escape.XML);

  private final Path folder;
  private final Style style;

  DocumentsReading(Path folder, Style style) {
    this.folder = folder;
    this.style = style;
  }

  List<Document> read(@Nullable MappingReader properties) {
    List<Document> documents = new ArrayList<>();
    if (properties != null) {
      for (Located<String> key : properties.keys()) {
        MappingReader reader =
            properties.node(key.value()) instanceof YamlNode.Mapping
                ? properties.mapping(key.value())
                : null;
        Document document = reader == null ? null : document(key, reader);
        if (document != null) {
          documents.add(document);
        }
      }
    }
    return documents;
  }

  private @Nullable Document document(Located<String> key, MappingReader reader) {
    Located<String> file = reader.requireString("template");
    Located<Escape> escape = reader.requireChoice("escape", ESCAPES);
    Located<Integer> chunks = reader.integer("chunks", 1, LONGEST);
    reader.rejectUnknownKeys();
    String text = file == null ? null : text(file);
    return file == null || text == null || escape == null
        ? null
        : new Document(
            key.value(),
            file.value(),
            text,
            escape.value(),
            chunks == null ? LONGEST : chunks.value(),
            file.range());
  }

  private @Nullable String text(Located<String> file) {
    Path path = folder.resolve(file.value()).normalize();
    try {
      if (path.startsWith(folder.normalize())) {
        return Files.readString(path);
      }
    } catch (IOException e) {
      // reported below, like a file elsewhere
    }
    style.report(
        "missing-template",
        "there is no template \"" + file.value() + "\"",
        "It must be a readable text in the folder of the definition.",
        "",
        file.range());
    return null;
  }
}
