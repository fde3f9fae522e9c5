package dev.slipway.appliance;

import dev.slipway.diag.Located;
import dev.slipway.model.Interpolation;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the templates and expressions of steps, whose references are checked. */
record Texts(Path folder, StepNames names, Style style) {
  /** A Velocity template whose references are checked. */
  Located<String> checked(Located<String> written) {
    names.checkTemplate(written, style);
    return written;
  }

  /** The same, of a text that may be missing. */
  @Nullable Located<String> template(@Nullable Located<String> written) {
    return written == null ? null : checked(written);
  }

  /**
   * A template that is written in place or in a file of the definition; null when it is neither, or
   * with a diagnostic.
   *
   * @param inPlace the key of the text itself
   * @param inFile the key of the name of the file
   */
  @Nullable Located<String> either(MappingReader reader, String inPlace, String inFile) {
    Located<String> written = reader.string(inPlace);
    Located<String> file = reader.string(inFile);
    if (written != null && file != null) {
      style.report(
          "two-texts",
          "there can be only one of " + inPlace + " and " + inFile,
          "",
          "",
          file.range());
    }
    return template(written == null ? contentOf(file) : written);
  }

  /** The text of a file of the definition, which must lie in its folder. */
  private @Nullable Located<String> contentOf(@Nullable Located<String> name) {
    if (name == null) {
      return null;
    }
    Path file = folder.resolve(name.value()).normalize();
    try {
      if (file.startsWith(folder.normalize()) && Files.isRegularFile(file)) {
        return new Located<>(Files.readString(file), name.range());
      }
    } catch (IOException e) {
      // Told as a file that is not there.
    }
    style.report(
        "missing-template",
        "there is no file \"" + name.value() + "\" beside the definition",
        "It is looked for in the folder of the appliance definition, as UTF-8 text.",
        "",
        name.range());
    return null;
  }

  /** A regular expression with references, which are quoted when it is used. */
  @Nullable Located<String> pattern(@Nullable Located<String> written) {
    if (written == null) {
      return null;
    }
    names.checkExpression(written, style);
    try {
      Pattern.compile(Interpolation.parse(written.value()).resolve(reference -> "x"));
      return written;
    } catch (PatternSyntaxException e) {
      style.report(
          "bad-pattern",
          "this is not a regular expression",
          e.getDescription() + ".",
          "",
          written.range());
      return null;
    }
  }
}
