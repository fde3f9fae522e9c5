package dev.slipway.yaml;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.SourceRange;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads files of exactly one YAML document. No object of a type named in the file is ever made. */
public final class YamlDocument {
  /** Far above any hand-written file; it keeps a wrong file name from filling the memory. */
  private static final int MAXIMUM_CHARACTERS = 1 << 20;

  private static final int MAXIMUM_ALIASES = 50;
  private static final int MAXIMUM_DEPTH = 50;

  private YamlDocument() {}

  /**
   * Reads a file; null, with diagnostics, when it is not there, not UTF-8 or not YAML.
   *
   * @param file the path as the user named it, which messages repeat
   */
  public static @Nullable YamlNode read(Path file, Diagnostics diagnostics) {
    String name = file.toString();
    try {
      if (Files.size(file) > MAXIMUM_CHARACTERS) {
        diagnostics.add(
            Diagnostic.error("yaml/too-large", "the file is too large")
                .because("A file may have at most " + MAXIMUM_CHARACTERS + " bytes.")
                .at(SourceRange.startOf(name)));
        return null;
      }
      return parse(name, Files.readString(file, StandardCharsets.UTF_8), diagnostics);
    } catch (NoSuchFileException e) {
      diagnostics.add(
          Diagnostic.error("file/missing", "there is no file " + name)
              .advise("Check the path; it is taken relative to the working directory."));
    } catch (CharacterCodingException e) {
      diagnostics.add(
          Diagnostic.error("yaml/encoding", "the file is not UTF-8 text")
              .advise("Save it as UTF-8.")
              .at(SourceRange.startOf(name)));
    } catch (IOException e) {
      diagnostics.add(
          Diagnostic.error("file/unreadable", "cannot read " + name)
              .because(String.valueOf(e.getMessage())));
    }
    return null;
  }

  /** Parses text; null, with diagnostics, when it is not exactly one YAML document. */
  public static @Nullable YamlNode parse(String file, String text, Diagnostics diagnostics) {
    SourceText source = new SourceText(file, text);
    try {
      Node root = new Yaml(options()).compose(new StringReader(text));
      if (root == null) {
        diagnostics.add(
            Diagnostic.error("yaml/empty", "the file is empty").at(SourceRange.startOf(file)));
        return null;
      }
      return new NodeConversion(source, diagnostics).convert(root);
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      diagnostics.add(
          syntaxError(describe(e.getContext(), e.getProblem()))
              .at(mark == null ? SourceRange.startOf(file) : source.at(mark)));
    } catch (ReaderException e) {
      diagnostics.add(
          syntaxError("The character U+%04X is not allowed in YAML.".formatted(e.getCodePoint()))
              .at(source.at(e.getPosition())));
    } catch (YAMLException e) {
      diagnostics.add(syntaxError(String.valueOf(e.getMessage())).at(SourceRange.startOf(file)));
    }
    return null;
  }

  private static Diagnostic syntaxError(String detail) {
    return Diagnostic.error("yaml/syntax", "this is not valid YAML").because(detail);
  }

  private static String describe(@Nullable String context, @Nullable String problem) {
    String cause = problem == null ? "It cannot be parsed" : problem;
    return context == null ? cause + "." : cause + " (" + context + ").";
  }

  private static LoaderOptions options() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAXIMUM_CHARACTERS);
    options.setMaxAliasesForCollections(MAXIMUM_ALIASES);
    options.setNestingDepthLimit(MAXIMUM_DEPTH);
    options.setAllowDuplicateKeys(true);
    return options;
  }
}
