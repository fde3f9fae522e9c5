package dev.slipway.blueprint;

import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.YamlDocument;
import dev.slipway.yaml.YamlNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads files of variables for {@code ${var:NAME}}: a YAML mapping of names to texts. */
public final class VariableFile {
  private VariableFile() {}

  /** The variables by name, in the order of the file. */
  public static Map<String, String> read(Path file, Diagnostics diagnostics) {
    Map<String, String> variables = new LinkedHashMap<>();
    YamlNode document = YamlDocument.read(file, diagnostics);
    MappingReader reader =
        document == null
            ? null
            : MappingReader.of(document, MappingReader.Style.verbatim("variables", diagnostics));
    if (reader != null) {
      for (Located<String> name : reader.keys()) {
        Located<String> value = reader.string(name.value());
        if (value != null) {
          variables.put(name.value(), value.value());
        }
      }
    }
    return variables;
  }
}
