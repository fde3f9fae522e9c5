package dev.slipway.cli;

import dev.slipway.view.PlanMarkdown;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How long a comment on a pull request may be.
 *
 * @param characters {@link PlanMarkdown#SHORTEST_LIMIT} or more
 */
record CommentLimit(int characters) {
  /** What the servers accept, by their names. */
  private static final Map<String, Integer> KNOWN =
      Map.of("github", 65_536, "azure", 150_000, "bitbucket", 32_768);

  /** Reads what the user wrote. */
  static final class Converter implements ITypeConverter<CommentLimit> {
    @Override
    public CommentLimit convert(String text) {
      Integer known = KNOWN.get(text.toLowerCase(Locale.ROOT));
      if (known != null) {
        return new CommentLimit(known);
      }
      try {
        int characters = Integer.parseInt(text);
        if (characters >= PlanMarkdown.SHORTEST_LIMIT) {
          return new CommentLimit(characters);
        }
      } catch (NumberFormatException e) {
        // Told below, with what is accepted.
      }
      throw new TypeConversionException(
          "\"%s\" is none of github, azure, bitbucket, and no number from %d on"
              .formatted(text, PlanMarkdown.SHORTEST_LIMIT));
    }
  }

  @Override
  public String toString() {
    return Integer.toString(characters);
  }
}
