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
 * What every kind of file begins with: {@code apiVersion}, {@code kind} and {@code metadata.name}.
 *
 * @param spec a reader of the rest
 */
public record FileHeader(@Nullable Located<String> name, MappingReader spec) {
  /**
   * Reads the beginning of a file; null, with diagnostics, when it is no file of that kind.
   *
   * @param kind the word that the file must bear
   */
  public static @Nullable FileHeader read(
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
