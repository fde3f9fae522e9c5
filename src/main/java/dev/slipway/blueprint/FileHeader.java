package dev.slipway.blueprint;

import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.YamlDocument;
import dev.slipway.yaml.YamlNode;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the two kinds of files begin with.
 *
 * @param spec a reader of the rest
 */
record FileHeader(@Nullable Located<String> name, MappingReader spec) {
  /** Null, with diagnostics, when there is nothing below it that could be read. */
  static @Nullable FileHeader read(
      Path file, String kind, MappingReader.Style style, Diagnostics diagnostics) {
    YamlNode document = YamlDocument.read(file, diagnostics);
    MappingReader root = document == null ? null : MappingReader.of(document, style);
    if (root == null || root.requireChoice("kind", Map.of(kind, kind)) == null) {
      return null;
    }
    root.requireChoice("apiVersion", Map.of("slipway/v1", "slipway/v1"));
    MappingReader metadata = root.requireMapping("metadata");
    Located<String> name = null;
    if (metadata != null) {
      name = metadata.requireString("name");
      metadata.rejectUnknownKeys();
    }
    MappingReader spec = root.requireMapping("spec");
    root.rejectUnknownKeys();
    return spec == null ? null : new FileHeader(name, spec);
  }
}
