package dev.slipway.ssh;

import com.jcraft.jsch.ConfigRepository.Config;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.OpenSSHConfig;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The lists of algorithms, by OpenSSH's keywords and by the names that JSch has for them. */
final class Algorithms {
  private static final Map<String, List<String>> SETTINGS =
      Map.of(
          "KexAlgorithms", List.of("kex"),
          "HostKeyAlgorithms", List.of("server_host_key"),
          "Ciphers", List.of("cipher.c2s", "cipher.s2c"),
          "MACs", List.of("mac.c2s", "mac.s2c"),
          "PubkeyAcceptedAlgorithms", List.of("PubkeyAcceptedAlgorithms"));

  private Algorithms() {}

  /** OpenSSH's keyword for one of JSch's settings. */
  static String keywordOf(String setting) {
    return SETTINGS.entrySet().stream()
        .filter(entry -> entry.getValue().contains(setting))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(setting);
  }

  /** Whether JSch has an algorithm, be it allowed by default or not. */
  static boolean isKnown(String keyword, String name) {
    return JSch.getConfig(name) != null
        || SETTINGS.getOrDefault(keyword, List.of()).stream()
            .flatMap(setting -> Arrays.stream(JSch.getConfig(setting).split(",")))
            .anyMatch(name::equals);
  }

  /** Lets a session use what lists say, each in OpenSSH's form by its keyword. */
  static void allow(Map<String, String> lists, Session session) {
    Config config = parse(lists);
    lists.keySet().stream()
        .flatMap(keyword -> SETTINGS.getOrDefault(keyword, List.of()).stream())
        .forEach(setting -> session.setConfig(setting, config.getValue(setting)));
  }

  /** JSch's own reader knows what the first character of a list means. */
  private static Config parse(Map<String, String> lists) {
    String lines =
        lists.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
            .collect(Collectors.joining());
    try {
      return OpenSSHConfig.parse(lines).getConfig("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
