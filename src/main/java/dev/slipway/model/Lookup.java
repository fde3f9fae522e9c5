package dev.slipway.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The outcome of looking something up by the name that the user gave. */
public sealed interface Lookup<T> {
  /** It is there. */
  record Found<T>(T value) implements Lookup<T> {}

  /**
   * It is not there.
   *
   * @param existing the names that do exist, to choose from
   */
  record Missing<T>(List<String> existing) implements Lookup<T> {
    public Missing {
      existing = List.copyOf(existing);
    }
  }

  /**
   * Several things bear the name.
   *
   * @param candidates how each of them is called so that it is told apart; at least two
   */
  record Ambiguous<T>(List<String> candidates) implements Lookup<T> {
    public Ambiguous {
      candidates = List.copyOf(candidates);
      if (candidates.size() < 2) {
        throw new IllegalArgumentException("only several things are ambiguous: " + candidates);
      }
    }
  }

  default Optional<T> found() {
    return switch (this) {
      case Found<T>(T value) -> Optional.of(value);
      case Missing<T> missing -> Optional.empty();
      case Ambiguous<T> ambiguous -> Optional.empty();
    };
  }

  /** The names to choose from where nothing was found. */
  default List<String> choices() {
    return switch (this) {
      case Found<T> found -> List.of();
      case Missing<T>(List<String> existing) -> existing;
      case Ambiguous<T>(List<String> candidates) -> candidates;
    };
  }

  /** The same outcome, with what is made of the value where it is there. */
  default <R> Lookup<R> map(Function<T, R> change) {
    return switch (this) {
      case Found<T>(T value) -> new Found<>(change.apply(value));
      case Missing<T>(List<String> existing) -> new Missing<>(existing);
      case Ambiguous<T>(List<String> candidates) -> new Ambiguous<>(candidates);
    };
  }
}
