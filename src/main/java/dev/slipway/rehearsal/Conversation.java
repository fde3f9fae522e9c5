package dev.slipway.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a vCenter answered to a plan. A file of it has two lines for each answer: what was asked,
 * and the envelope.
 *
 * @param answers by {@linkplain #question what was asked}
 */
public record Conversation(Map<String, String> answers) {
  private static final Pattern METHOD =
      Pattern.compile("Body[^>]*>\\s*<(?:\\w+:)?(\\w+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SOUGHT = Pattern.compile("<(?:inventoryPath|ip)>([^<]*)<");

  public Conversation {
    answers = Map.copyOf(answers);
  }

  /** When in the life of the example it was recorded. */
  public enum Stage {
    /** Before anything is deployed. */
    NOTHING_STANDS,
    /** When all is deployed. */
    ALL_STANDS;

    /** Name of the file with the answers, among the resources of this package. */
    public String file() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".txt";
    }
  }

  static Conversation read(Stage stage) {
    try (InputStream stream = Conversation.class.getResourceAsStream(stage.file())) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its file " + stage.file());
      }
      return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the text of a file. */
  public static Conversation parse(String text) {
    List<String> lines = text.lines().toList();
    Map<String, String> answers = new TreeMap<>();
    for (int line = 0; line + 1 < lines.size(); line += 2) {
      answers.put(lines.get(line), lines.get(line + 1));
    }
    return new Conversation(answers);
  }

  /** The text of a file. */
  public String print() {
    return new TreeMap<>(answers)
        .entrySet().stream()
            .map(answer -> answer.getKey() + "\n" + answer.getValue().replace("\n", "") + "\n")
            .collect(Collectors.joining());
  }

  /**
   * What a request asks: the method and, for finds, the inventory path or address.
   *
   * @param path of the URL, which is the question of a request without an envelope
   */
  public static String question(String path, String body) {
    Matcher method = METHOD.matcher(body);
    if (!method.find()) {
      return path;
    }
    Matcher sought = SOUGHT.matcher(body);
    return method.group(1) + (sought.find() ? " " + sought.group(1) : "");
  }

  /**
   * The answer to a request, if it was recorded. Where a find was not, which is so when the example
   * was edited, nothing stands there.
   */
  Optional<String> answer(String path, String body) {
    String question = question(path, body);
    return Optional.ofNullable(answers.get(question))
        .or(() ->
            question.startsWith("Find")
                ? Optional.of(nothing(question.replaceAll(" .*", "")))
                : Optional.empty());
  }

  private static String nothing(String method) {
    return """
    <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>
    <%sResponse xmlns="urn:vim25"/></e:Body></e:Envelope>
    """
        .formatted(method);
  }
}
