package dev.slipway.blueprint;

import dev.slipway.diag.Located;
import dev.slipway.model.SecretSource;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads where secrets come from. Commands are taken as written: their dollar signs are the shell's.
 */
final class SecretSourcesReading {
  private static final int SHORTEST = 8;
  private static final int LONGEST = 128;

  private final Function<String, Path> resolve;
  private final boolean generateAllowed;
  private final Style style;

  SecretSourcesReading(Function<String, Path> resolve, boolean generateAllowed, Style style) {
    this.resolve = resolve;
    this.generateAllowed = generateAllowed;
    this.style = style;
  }

  Map<String, Located<List<SecretSource>>> read(@Nullable MappingReader reader) {
    Map<String, Located<List<SecretSource>>> secrets = new LinkedHashMap<>();
    if (reader == null) {
      return secrets;
    }
    for (Located<String> name : reader.keys()) {
      List<MappingReader> written = reader.mappings(name.value());
      if (reader.lacksItems(name.value())) {
        style.report(
            "no-source",
            "the secret \"" + name.value() + "\" has no source",
            "",
            "Give at least one, such as [{env: NAME}].",
            name.range());
      }
      secrets.put(name.value(), new Located<>(sources(written), name.range()));
    }
    return secrets;
  }

  private List<SecretSource> sources(List<MappingReader> written) {
    List<SecretSource> sources = new ArrayList<>();
    for (MappingReader reader : written) {
      SecretSource source = source(reader);
      reader.rejectUnknownKeys();
      if (source != null) {
        sources.add(source);
      }
    }
    return sources;
  }

  private @Nullable SecretSource source(MappingReader reader) {
    List<SecretSource> found = new ArrayList<>();
    Located<String> variable = reader.string("env");
    if (variable != null) {
      found.add(new SecretSource.Environment(variable.value()));
    }
    Located<String> path = reader.string("file");
    if (path != null) {
      found.add(new SecretSource.File(resolve.apply(path.value())));
    }
    Located<String> command = reader.rawString("exec");
    if (command != null) {
      found.add(new SecretSource.Command(command.value()));
    }
    Located<Integer> length = reader.integer("generate", SHORTEST, LONGEST);
    if (length != null) {
      if (!generateAllowed) {
        style.report(
            "generate-outside-sandbox",
            "a secret cannot be generated for a real vCenter",
            "Nobody else would know it, and Slipway keeps no state to remember it by.",
            "Use env, file or exec.",
            reader.keyRange("generate"));
      }
      found.add(new SecretSource.Generate(length.value()));
    }
    if (reader.keys().size() != 1) {
      style.report(
          "bad-source",
          "a source of a secret must be exactly one of env, file, exec and generate",
          "",
          "Write each source as an item of its own; they are tried in their order.",
          reader.place());
      return null;
    }
    return found.isEmpty() ? null : found.getFirst();
  }
}
