package dev.slipway.model;

import java.util.List;
import java.util.Optional;

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

  default Optional<T> found() {
    return switch (this) {
      case Found<T>(T value) -> Optional.of(value);
      case Missing<T> missing -> Optional.empty();
    };
  }

  /** The same outcome, with another value where it is there. */
  default <R> Lookup<R> as(R value) {
    return switch (this) {
      case Found<T> found -> new Found<>(value);
      case Missing<T>(List<String> existing) -> new Missing<>(existing);
    };
  }
}
