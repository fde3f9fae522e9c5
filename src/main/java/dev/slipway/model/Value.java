package dev.slipway.model;

/** A setting or property as far as it is known before {@code apply}. */
public sealed interface Value {
  /** What to show of it. */
  String display();

  /** A value that anyone may see. */
  record Plain(String text) implements Value {
    @Override
    public String display() {
      return text;
    }
  }

  /**
   * A value that is, or contains, a secret. It is kept as the text with its {@code ${secret:NAME}}
   * references unresolved, so that no plan can hold the secret itself; {@code apply} resolves it.
   */
  record Confidential(String template) implements Value {
    @Override
    public String display() {
      return "(sensitive)";
    }

    @Override
    public String toString() {
      return display();
    }
  }

  static Value plain(String text) {
    return new Plain(text);
  }
}
