package dev.slipway.secrets;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.diag.Category;
import dev.slipway.files.PrivateFiles;
import dev.slipway.port.PortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Random values that are made once and kept in a file that only its owner can read. */
final class GeneratedSecrets {
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String DIGITS = "0123456789";

  /** What RFC 3986 leaves unreserved besides letters and digits. */
  private static final String SPECIAL = "-._~";

  private final Path file;
  private final SecureRandom random = new SecureRandom();

  GeneratedSecrets(Path file) {
    this.file = file;
  }

  /** The value of that name; made when there is none yet, and then never changed. */
  synchronized String get(String name, int length) {
    try {
      Map<String, String> kept = new TreeMap<>();
      if (Files.exists(file)) {
        kept.putAll(json().readValue(file.toFile(), new TypeReference<Map<String, String>>() {}));
      }
      String value = kept.get(name);
      if (value == null) {
        value = generate(length);
        kept.put(name, value);
        write(kept);
      }
      return value;
    } catch (IOException e) {
      // Not kept as the cause: Jackson's message may quote the file.
      throw new PortException(
          Category.ENVIRONMENT,
          "secrets/state",
          "Cannot keep generated secrets",
          "The file " + file + " cannot be read or written",
          "Check its permissions; when it is damaged, remove it together with the sandbox's state.",
          null);
    }
  }

  /**
   * URL-safe text that begins with a letter and has an upper-case and a lower-case letter, a digit
   * and a special character, as rules for passwords want.
   */
  private String generate(int length) {
    List<Character> characters = new ArrayList<>();
    characters.add(one(LOWER));
    characters.add(one(DIGITS));
    characters.add(one(SPECIAL));
    while (characters.size() < length - 1) {
      characters.add(one(UPPER + LOWER + DIGITS + SPECIAL));
    }
    Collections.shuffle(characters, random);
    return one(UPPER) + characters.stream().map(String::valueOf).collect(Collectors.joining());
  }

  private char one(String alphabet) {
    return alphabet.charAt(random.nextInt(alphabet.length()));
  }

  private void write(Map<String, String> kept) throws IOException {
    PrivateFiles.write(file, json().writerWithDefaultPrettyPrinter().writeValueAsBytes(kept));
  }

  /** Made where it is needed, because a start that generates nothing shall not pay for Jackson. */
  private static JsonMapper json() {
    return JsonMapper.builder().build();
  }
}
