package dev.slipway.secrets;

/** A source gives no value; the message completes a sentence that begins with the source. */
final class NoValueException extends Exception {
  private static final long serialVersionUID = 1L;

  NoValueException(String message) {
    super(message);
  }
}
