package dev.slipway.sandbox;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a script prints and is answered. */
interface Conversation {
  void print(String text) throws IOException;

  void printError(String text) throws IOException;

  /** The next line without its end; null when there is none. */
  @Nullable String readLine() throws IOException;
}
