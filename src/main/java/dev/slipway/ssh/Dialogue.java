package dev.slipway.ssh;

import dev.slipway.model.Secret;
import dev.slipway.port.RemoteShell.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Answers the questions of one command. */
final class Dialogue {
  private final List<Answer> prompts;
  private final OutputStream input;
  private int position;
  private String echo = "";

  Dialogue(List<Answer> prompts, OutputStream input) {
    this.prompts = prompts;
    this.input = input;
  }

  /** Answers every question in the transcript that stands behind the one answered last. */
  void answer(Transcript transcript) throws IOException {
    if (prompts.isEmpty()) {
      return;
    }
    while (true) {
      Transcript.Tail tail = transcript.outputSince(position);
      String text = withoutEcho(tail.text());
      Asked asked = firstIn(text);
      if (asked == null) {
        return;
      }
      int unread = text.substring(asked.end()).getBytes(StandardCharsets.UTF_8).length;
      position = tail.end() - unread;
      echo = asked.answer().reveal();
      input.write((echo + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    }
  }

  private record Asked(int start, int end, Secret answer) {}

  private @Nullable Asked firstIn(String text) {
    return prompts.stream()
        .<Asked>mapMulti((prompt, found) -> {
          Matcher matcher = prompt.question().matcher(text);
          if (matcher.find() && matcher.end() > matcher.start()) {
            found.accept(new Asked(matcher.start(), matcher.end(), prompt.answer()));
          }
        })
        .min(Comparator.comparingInt(Asked::start))
        .orElse(null);
  }

  /** A terminal shows the answer behind the question; it must not be taken for a question. */
  private String withoutEcho(String text) {
    String stripped = text.stripLeading();
    return !echo.isBlank() && stripped.startsWith(echo) ? stripped.substring(echo.length()) : text;
  }
}
