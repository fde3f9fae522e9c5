package dev.slipway.blueprint;

import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Interpolation;
import dev.slipway.model.Interpolation.Reference;
import dev.slipway.model.Value;
import dev.slipway.yaml.MappingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${var:NAME}}, {@code ${env:NAME}} and {@code ${file:PATH}} in the scalars of one
 * file, and keeps {@code ${secret:NAME}}. What was inserted is not expanded again.
 */
final class Expansion {
  private static final String FORMS =
      "Write ${var:NAME}, ${env:NAME}, ${file:PATH} or ${secret:NAME}; $${ is a literal ${.";

  private final Path file;
  private final Surroundings surroundings;
  private final MappingReader.Style style;

  private Expansion(Path file, Surroundings surroundings, String kind, Diagnostics diagnostics) {
    this.file = file;
    this.surroundings = surroundings;
    this.style = new MappingReader.Style(kind, this::plain, diagnostics);
  }

  static Expansion of(Path file, Surroundings surroundings, String kind, Diagnostics diagnostics) {
    return new Expansion(file, surroundings, kind, diagnostics);
  }

  /** Reads scalars expanded, where no secret may stand. */
  MappingReader.Style style() {
    return style;
  }

  /** The scalar expanded; confidential when it refers to a secret. */
  @Nullable Located<Value> value(Located<String> scalar) {
    Interpolation text = Interpolation.parse(scalar.value());
    boolean[] complete = {true};
    Value value =
        text.substitute(reference -> {
          Optional<Value> found = lookUp(reference, scalar.range());
          complete[0] &= found.isPresent();
          return found.orElse(Value.plain(""));
        });
    return complete[0] ? new Located<>(value, scalar.range()) : null;
  }

  private @Nullable Located<String> plain(Located<String> scalar) {
    Located<Value> expanded = value(scalar);
    return switch (expanded == null ? null : expanded.value()) {
      case null -> null;
      case Value.Plain plain -> new Located<>(plain.text(), scalar.range());
      case Value.Confidential confidential -> {
        style.report(
            "secret-not-allowed",
            "a secret cannot be used here",
            "This value is shown in plans and messages.",
            "Secrets may stand in settings, properties and the vCenter password.",
            scalar.range());
        yield null;
      }
    };
  }

  private Optional<Value> lookUp(Reference reference, SourceRange range) {
    return switch (reference.scope()) {
      case "secret" -> Optional.of(new Value.Confidential(reference.source()));
      case "var" -> variable(reference.name(), range);
      case "env" -> environment(reference.name(), range);
      case "file" -> content(reference.name(), range);
      default -> {
        style.report(
            "unknown-reference", "unknown reference " + reference.source(), "", FORMS, range);
        yield Optional.empty();
      }
    };
  }

  private Optional<Value> variable(String name, SourceRange range) {
    Map<String, String> variables = surroundings.variables();
    String value = variables.get(name);
    if (value == null) {
      style.report(
          "unknown-variable",
          "no variable \"" + name + "\" was given",
          "",
          (Suggestion.among(name, variables.keySet())
                  + " Variables are given with --var "
                  + name
                  + "=VALUE or --var-file FILE.")
              .strip(),
          range);
    }
    return Optional.ofNullable(value).map(Value::plain);
  }

  private Optional<Value> environment(String name, SourceRange range) {
    Map<String, String> environment = surroundings.environment();
    String value = environment.get(name);
    if (value == null) {
      style.report(
          "unset-environment",
          "the environment variable \"" + name + "\" is not set",
          "",
          Suggestion.nearest(name, environment.keySet())
              .map(near -> "Did you mean \"" + near + "\"?")
              .orElse(""),
          range);
    }
    return Optional.ofNullable(value).map(Value::plain);
  }

  private Optional<Value> content(String path, SourceRange range) {
    Path source = surroundings.resolve(file, path);
    try {
      return Optional.of(Value.plain(withoutLineBreak(Files.readString(source))));
    } catch (IOException e) {
      style.report(
          "unreadable-file",
          "cannot read the file \"" + path + "\"",
          Files.exists(source) ? "It exists but is not readable text." : "There is no such file.",
          "Paths are taken relative to the file that names them, then to the working directory.",
          range);
      return Optional.empty();
    }
  }

  private static String withoutLineBreak(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
