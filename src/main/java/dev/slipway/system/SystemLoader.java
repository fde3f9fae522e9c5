package dev.slipway.system;

import dev.slipway.blueprint.FileHeader;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.yaml.MappingReader.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds and reads system definitions: {@code system.yaml} in a folder beside those of appliances.
 */
public final class SystemLoader {
  private static final String KIND = "system";
  private static final String FILE = "system.yaml";

  private final List<Path> searchFolders;

  /**
   * Makes a loader.
   *
   * @param searchFolders folders of definitions' folders; the first that has a kind gives it
   */
  public SystemLoader(List<Path> searchFolders) {
    this.searchFolders = List.copyOf(searchFolders);
  }

  /**
   * The definition of a kind of blueprint.
   *
   * @param diagnostics gets all problems of its file; with an error among them nothing is returned.
   *     When there is none, it gets those of the files that do not tell what they define
   */
  public Optional<SystemDefinition> load(String kind, Diagnostics diagnostics) {
    List<Path> untold = new ArrayList<>();
    Path folder = folders(untold).get(kind);
    if (folder == null) {
      untold.forEach(each -> read(each, diagnostics));
      return Optional.empty();
    }
    return read(folder, diagnostics);
  }

  /** The kinds that there are definitions of. */
  public Set<String> kinds() {
    return folders(new ArrayList<>()).keySet();
  }

  private Map<String, Path> folders(List<Path> untold) {
    Map<String, Path> byKind = new TreeMap<>();
    for (Path searched : searchFolders) {
      if (Files.isDirectory(searched)) {
        try (Stream<Path> children = Files.list(searched)) {
          children
              .sorted()
              .filter(child -> Files.isRegularFile(child.resolve(FILE)))
              .forEach(child ->
                  defines(child.resolve(FILE))
                      .ifPresentOrElse(
                          kind -> byKind.putIfAbsent(kind, child), () -> untold.add(child)));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return byKind;
  }

  /** What a file defines, as far as that can be told without a word about its problems. */
  private static Optional<String> defines(Path file) {
    Diagnostics unheard = new Diagnostics();
    FileHeader header = FileHeader.read(file, "System", Style.verbatim(KIND, unheard), unheard);
    return Optional.ofNullable(header == null ? null : header.spec().string("defines"))
        .map(Located::value);
  }

  private static Optional<SystemDefinition> read(Path folder, Diagnostics diagnostics) {
    Diagnostics found = new Diagnostics();
    Style style = Style.verbatim(KIND, found);
    FileHeader header = FileHeader.read(folder.resolve(FILE), "System", style, found);
    @Nullable SystemDefinition definition =
        header == null ? null : new SystemReading(folder, style).read(header);
    diagnostics.addAll(found.all());
    return found.hasErrors() ? Optional.empty() : Optional.ofNullable(definition);
  }
}
