package dev.slipway.diag;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the name that the user probably meant. */
public final class Suggestion {
  private Suggestion() {}

  /** "Did you mean …?" for the nearest known name, or the list of known names, or nothing. */
  public static String among(String written, Collection<String> known) {
    return nearest(written, known)
        .map(name -> "Did you mean \"" + name + "\"?")
        .orElseGet(() -> known.isEmpty() ? "" : "Known: " + String.join(", ", sorted(known)) + ".");
  }

  /** The known name nearest to the written one, when near enough to be a slip. */
  public static Optional<String> nearest(String written, Collection<String> known) {
    LevenshteinDistance distance = new LevenshteinDistance(Math.max(2, written.length() / 3));
    String folded = written.toLowerCase(Locale.ROOT);
    record Candidate(String name, int edits) {}
    return known.stream()
        .map(name -> new Candidate(name, distance.apply(folded, name.toLowerCase(Locale.ROOT))))
        .filter(candidate -> candidate.edits() >= 0)
        .min(Comparator.comparingInt(Candidate::edits).thenComparing(Candidate::name))
        .map(Candidate::name);
  }

  /**
   * The known names that unknown ones among the written probably stand for: that these are missing
   * too is not worth a word of its own.
   */
  public static Set<String> misspelt(Collection<String> written, Collection<String> known) {
    return written.stream()
        .filter(name -> !known.contains(name))
        .flatMap(name -> nearest(name, known).stream())
        .collect(Collectors.toSet());
  }

  private static Collection<String> sorted(Collection<String> names) {
    return names.stream().sorted().toList();
  }
}
