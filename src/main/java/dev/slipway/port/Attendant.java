package dev.slipway.port;

/** Whoever sits before the terminal. */
@FunctionalInterface
public interface Attendant {
  /**
   * Shows what a person has to do, and waits until they say that it is done.
   *
   * @return false at once when nobody is there to do it
   */
  boolean attend(String step, String instructions) throws InterruptedException;

  /** Nobody. */
  static Attendant absent() {
    return (step, instructions) -> false;
  }
}
