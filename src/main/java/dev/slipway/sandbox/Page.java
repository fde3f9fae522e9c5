package dev.slipway.sandbox;

import org.jspecify.annotations.Nullable;

/** Keeps what a script prints; nobody is there to answer it. */
final class Page implements Conversation {
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder errors = new StringBuilder();

  @Override
  public void print(String printed) {
    text.append(printed);
  }

  @Override
  public void printError(String printed) {
    errors.append(printed);
  }

  @Override
  public @Nullable String readLine() {
    return null;
  }

  String text() {
    return text.toString();
  }

  String errors() {
    return errors.toString();
  }
}
