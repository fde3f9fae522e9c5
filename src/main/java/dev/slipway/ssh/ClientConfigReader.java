package dev.slipway.ssh;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.ssh.ClientConfig.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one file in the format of ssh_config(5). */
final class ClientConfigReader {
  private static final Pattern LINE =
      Pattern.compile("\\s*(?<keyword>[A-Za-z0-9]+)(?:\\s*=\\s*|\\s+|$)(?<rest>.*?)\\s*");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|([^\\s\"]+)|(\")");

  /** Stands for something that OpenSSH fills in. */
  private static final Pattern TOKEN = Pattern.compile("%|\\$\\{");

  /** What says no more than what Slipway does anyway. */
  private static final Set<String> AS_EVER =
      Set.of(
          "identitiesonly yes",
          "stricthostkeychecking yes",
          "batchmode yes",
          "passwordauthentication no",
          "preferredauthentications publickey");

  private static final int LAST_PORT = 65_535;

  private final Located<Path> where;
  private final Function<String, Path> paths;
  private final Diagnostics diagnostics;
  private final List<Block> blocks = new ArrayList<>();
  private final Map<String, SourceRange> unheeded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private List<String> patterns = List.of("*");
  private Map<Keyword, Located<String>> values = new EnumMap<>(Keyword.class);

  ClientConfigReader(Located<Path> where, Function<String, Path> paths, Diagnostics diagnostics) {
    this.where = where;
    this.paths = paths;
    this.diagnostics = diagnostics;
  }

  ClientConfig read() {
    try {
      int number = 0;
      for (String line : Files.readAllLines(where.value())) {
        number++;
        if (!line.isBlank() && !line.strip().startsWith("#")) {
          read(line, number);
        }
      }
    } catch (IOException e) {
      diagnostics.add(
          Diagnostic.error("ssh-config/unreadable", "the SSH configuration file cannot be read")
              .because(where.value() + " must be text in UTF-8 that may be read.")
              .at(where.range()));
    }
    endBlock(List.of());
    unheeded.forEach(this::warn);
    return new ClientConfig(blocks);
  }

  private void endBlock(List<String> nextPatterns) {
    blocks.add(new Block(patterns, values));
    patterns = nextPatterns;
    values = new EnumMap<>(Keyword.class);
  }

  private void read(String line, int number) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      int start = line.length() - line.stripLeading().length();
      error(
          "syntax",
          "this is no line of an SSH configuration",
          "",
          range(line, number, start, line.length()));
      return;
    }
    String written = matcher.group("keyword");
    SourceRange keywordRange =
        range(line, number, matcher.start("keyword"), matcher.end("keyword"));
    SourceRange valueRange = range(line, number, matcher.start("rest"), matcher.end("rest"));
    List<String> words = words(matcher.group("rest"));
    if (words.isEmpty()) {
      error(
          "syntax", "\"" + written + "\" has no value", "A quote may not be closed.", keywordRange);
      return;
    }
    switch (written.toLowerCase(Locale.ROOT)) {
      case "host" -> endBlock(words);
      case "match" -> {
        unheeded.putIfAbsent(written, keywordRange);
        endBlock(List.of());
      }
      default -> {
        Optional<Keyword> keyword = Keyword.find(written);
        if (keyword.isPresent()) {
          Located<String> value = value(keyword.get(), words, valueRange);
          if (value != null) {
            values.putIfAbsent(keyword.get(), value);
          }
        } else if (!patterns.isEmpty()
            && !AS_EVER.contains((written + " " + words.getFirst()).toLowerCase(Locale.ROOT))) {
          unheeded.putIfAbsent(written, keywordRange);
        }
      }
    }
  }

  /** Up to a comment; nothing when a quote is not closed. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      String plain = matcher.group(2);
      if (matcher.group(3) != null) {
        return List.of();
      }
      if (plain != null && plain.startsWith("#")) {
        break;
      }
      words.add(plain == null ? matcher.group(1) : plain);
    }
    return words;
  }

  /** Null, with a diagnostic, when it cannot be used. */
  private @Nullable Located<String> value(Keyword keyword, List<String> words, SourceRange range) {
    String word = words.getFirst();
    return switch (keyword.kind()) {
      case TEXT -> isPlain(keyword, word, range) ? new Located<>(word, range) : null;
      case FILE -> isPlain(keyword, word, range) ? new Located<>(file(word), range) : null;
      case PORT -> {
        if (!word.matches("\\d{1,5}") || !isPort(Integer.parseInt(word))) {
          error(
              "bad-port",
              "\"" + word + "\" is not a port",
              "A port is a number from 1 to 65535.",
              range);
          yield null;
        }
        yield new Located<>(word, range);
      }
      case JUMPS -> {
        if (Jump.parse(word).isEmpty()) {
          error(
              "bad-jump",
              "\"" + word + "\" is not a way through bastions",
              "It has the form [user@]host[:port], with commas between several, or is \"none\".",
              range);
          yield null;
        }
        yield new Located<>(word, range);
      }
      case ALGORITHMS -> algorithms(keyword, word, range);
    };
  }

  private static boolean isPort(int number) {
    return number >= 1 && number <= LAST_PORT;
  }

  private boolean isPlain(Keyword keyword, String word, SourceRange range) {
    boolean plain = !TOKEN.matcher(word).find();
    if (!plain) {
      diagnostics.add(
          Diagnostic.warning("ssh-config/token", "this " + keyword.written() + " is not heeded")
              .because("Nothing is filled in for % and ${…} in it.")
              .advise("Write out what it stands for.")
              .at(range));
    }
    return plain;
  }

  private String file(String word) {
    return word.equals(Keyword.NONE) ? word : paths.apply(word).toString();
  }

  /** Without the names that are not known; null when none is left. */
  private @Nullable Located<String> algorithms(Keyword keyword, String word, SourceRange range) {
    String prefix = "+-^".contains(word.substring(0, 1)) ? word.substring(0, 1) : "";
    Map<Boolean, List<String>> names =
        List.of(word.substring(prefix.length()).split(",", -1)).stream()
            .collect(
                Collectors.partitioningBy(name -> Algorithms.isKnown(keyword.written(), name)));
    List<String> unknown = names.getOrDefault(false, List.of());
    if (!unknown.isEmpty()) {
      diagnostics.add(
          Diagnostic.warning("ssh-config/unknown-algorithm", "not all these algorithms are known")
              .because("Slipway does not have " + String.join(", ", unknown) + ".")
              .at(range));
    }
    List<String> known = names.getOrDefault(true, List.of());
    return known.isEmpty() ? null : new Located<>(prefix + String.join(",", known), range);
  }

  private void warn(String keyword, SourceRange range) {
    String which = keyword.toLowerCase(Locale.ROOT);
    diagnostics.add(
        Diagnostic.warning("ssh-config/not-heeded", keyword + " is not heeded")
            .because(
                switch (which) {
                  case "match" -> "All down to the next Host is left out.";
                  case "include" -> "What it names is not read.";
                  default -> "Slipway connects as if it were not there.";
                })
            .advise(
                switch (which) {
                  case "match" -> "Write it with Host.";
                  case "include" -> "Write here what of it matters.";
                  case "proxycommand" -> "Name the bastion with ProxyJump.";
                  default -> "";
                })
            .at(range));
  }

  private void error(String code, String summary, String detail, SourceRange range) {
    diagnostics.add(Diagnostic.error("ssh-config/" + code, summary).because(detail).at(range));
  }

  private SourceRange range(String line, int number, int start, int end) {
    return new SourceRange(
        where.value().toString(), number, start + 1, number, Math.max(start, end) + 1, line);
  }
}
