package dev.slipway.view;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.slipway.model.Secret;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The last filter before anything leaves the program: replaces every secret that was resolved so
 * far, wherever it stands in a text, as it is or as JSON spells it. Secrets shorter than six
 * characters are too common to find.
 */
public final class Redaction implements Consumer<Secret> {
  private static final int SHORTEST = 6;

  private final List<String> secrets = new CopyOnWriteArrayList<>();

  @Override
  public void accept(Secret secret) {
    add(secret.reveal());
    add(new String(JsonStringEncoder.getInstance().quoteAsString(secret.reveal())));
  }

  private void add(String value) {
    if (value.length() >= SHORTEST && !secrets.contains(value)) {
      secrets.add(value);
      secrets.sort(Comparator.comparingInt(String::length).reversed());
    }
  }

  /** The text without any known secret. */
  public String clean(String text) {
    String cleaned = text;
    for (String secret : secrets) {
      cleaned = cleaned.replace(secret, "(sensitive)");
    }
    return cleaned;
  }
}
