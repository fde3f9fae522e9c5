package dev.slipway.appliance;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Located;
import dev.slipway.model.StepAction.FileUpload;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads which file is written, and where. */
final class UploadReading {
  private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");
  private static final Pattern ABSOLUTE = Pattern.compile("(?:/|[A-Za-z]:[\\\\/]).*");

  private final StepNames names;
  private final Texts texts;
  private final Style style;

  UploadReading(StepNames names, Texts texts, Style style) {
    this.names = names;
    this.texts = texts;
    this.style = style;
  }

  /**
   * The file; null, with a diagnostic, when something of it is missing.
   *
   * @param pathKey the key of its path
   */
  @Nullable FileUpload read(MappingReader reader, String pathKey) {
    Located<String> content = texts.either(reader, "content", "template");
    Located<String> path = texts.template(reader.requireString(pathKey));
    Located<String> mode = reader.string("mode");
    if (!reader.has("content") && !reader.has("template")) {
      style.report(
          "bad-upload", "an upload needs either content or template", "", "", reader.place());
      return null;
    }
    if (content == null || path == null) {
      return null;
    }
    if (!ABSOLUTE.matcher(path.value()).matches()) {
      style.report("bad-upload", "the path on the node must be absolute", "", "", path.range());
    }
    String permissions = mode == null ? "0600" : mode.value();
    if (!MODE.matcher(permissions).matches()) {
      style.report(
          "bad-upload",
          "\"" + permissions + "\" are no file permissions",
          "",
          "Write them in octal and in quotes, such as \"0640\".",
          mode == null ? reader.place() : mode.range());
      return null;
    }
    Set<String> secrets = names.secretsIn(content.value());
    if (!secrets.isEmpty() && !permissions.endsWith("0")) {
      style
          .diagnostics()
          .add(
              Diagnostic.warning("appliance/secret-readable", "everybody may read this file")
                  .because("It holds " + String.join(", ", secrets) + ".")
                  .advise("Give it a mode that ends in 0.")
                  .at(path.range()));
    }
    return new FileUpload(content.value(), path.value(), permissions);
  }
}
