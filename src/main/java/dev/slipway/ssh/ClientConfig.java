package dev.slipway.ssh;

import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a file in the format of OpenSSH's ssh_config(5) says, as far as Slipway heeds it. For each
 * host the first value that is found counts.
 *
 * <p>JSch has a reader of such files too. It knows no places in them, takes what follows a {@code
 * Match} for a part of the host before, drops one of two blocks for the same hosts, and knows no
 * quotes.
 */
public final class ClientConfig {
  private final List<Block> blocks;

  ClientConfig(List<Block> blocks) {
    this.blocks = List.copyOf(blocks);
  }

  /** That of a file that says nothing. */
  public static ClientConfig empty() {
    return new ClientConfig(List.of());
  }

  /**
   * Reads a file.
   *
   * @param where where the inventory file names it, for what is wrong with the file as a whole
   * @param paths finds the files that it names; gets what stands there, {@code ~/} included
   * @param diagnostics gets what is wrong, and a warning for each keyword that is not heeded
   */
  public static ClientConfig read(
      Located<Path> where, Function<String, Path> paths, Diagnostics diagnostics) {
    return new ClientConfigReader(where, paths, diagnostics).read();
  }

  /**
   * The value of a keyword for a host.
   *
   * @param names all names of the host
   */
  Optional<Located<String>> value(List<String> names, Keyword keyword) {
    return blocks.stream()
        .filter(block -> block.isFor(names))
        .flatMap(block -> Optional.ofNullable(block.values().get(keyword)).stream())
        .findFirst();
  }

  /** The lists of algorithms for a host, by their keywords. */
  Map<String, String> algorithms(List<String> names) {
    return Keyword.algorithms()
        .filter(keyword -> value(names, keyword).isPresent())
        .collect(
            Collectors.toMap(
                Keyword::written, keyword -> value(names, keyword).orElseThrow().value()));
  }

  /**
   * What stands behind one {@code Host}.
   *
   * @param patterns none for a block that is for no host
   */
  record Block(List<String> patterns, Map<Keyword, Located<String>> values) {
    Block {
      patterns = List.copyOf(patterns);
      values = Map.copyOf(values);
    }

    boolean isFor(List<String> names) {
      return patterns.stream().anyMatch(pattern -> matches(pattern, names))
          && patterns.stream()
              .noneMatch(
                  pattern -> pattern.startsWith("!") && matches(pattern.substring(1), names));
    }

    private static boolean matches(String pattern, List<String> names) {
      String expression =
          pattern
              .toLowerCase(Locale.ROOT)
              .chars()
              .mapToObj(character ->
                  switch (character) {
                    case '*' -> ".*";
                    case '?' -> ".";
                    default -> Pattern.quote(Character.toString(character));
                  })
              .collect(Collectors.joining());
      return names.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).matches(expression));
    }
  }
}
