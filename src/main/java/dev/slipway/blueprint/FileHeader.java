package dev.slipway.blueprint;

import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.YamlDocument;
import dev.slipway.yaml.YamlNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What every kind of file begins with: {@code apiVersion}, {@code kind} and {@code metadata.name}.
 *
 * @param spec a reader of the rest
 */
public record FileHeader(@Nullable Located<String> name, MappingReader spec) {
  /** The kind that a file bears; empty, without a word, when it bears none. */
  public static Optional<String> kindOf(Path file) {
    return YamlDocument.read(file, new Diagnostics()) instanceof YamlNode.Mapping root
            && root.get("kind") instanceof YamlNode.Scalar kind
        ? Optional.of(kind.located().value())
        : Optional.empty();
  }

  /**
   * Reads the beginning of a file; null, with diagnostics, when it is no file of that kind.
   *
   * @param kind the word that the file must bear
   */
  public static @Nullable FileHeader read(
      Path file, String kind, MappingReader.Style style, Diagnostics diagnostics) {
    return read(file, Set.of(kind), style, diagnostics);
  }

  /**
   * Reads the beginning of a file; null, with diagnostics, when it is of none of these kinds.
   *
   * @param kinds the words of which the file must bear one
   */
  public static @Nullable FileHeader read(
      Path file, Set<String> kinds, MappingReader.Style style, Diagnostics diagnostics) {
    YamlNode document = YamlDocument.read(file, diagnostics);
    MappingReader root = document == null ? null : MappingReader.of(document, style);
    Map<String, String> words =
        kinds.stream().collect(Collectors.toMap(Function.identity(), kind -> kind));
    if (root == null || root.requireChoice("kind", words) == null) {
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
