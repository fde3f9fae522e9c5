package dev.slipway.ovf;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A reference to a file of the package. DSP0243 makes it a URI, so that it may be percent-encoded;
 * real packages hold plain names too, with spaces or per cent signs in them.
 */
record Href(String written) {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
  private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");

  /** Why the reference must not be followed; empty when it stays inside the package. */
  Optional<String> refusal() {
    return names().flatMap(name -> refusal(name).stream()).findFirst();
  }

  /** The first of the names it can stand for that is known. */
  Optional<String> resolve(Predicate<String> known) {
    return names().filter(known).findFirst();
  }

  /** A name as archives and manifests write it, in the form that references have. */
  static String plainName(String name) {
    return name.startsWith("./") ? name.substring(2) : name;
  }

  private Stream<String> names() {
    return Stream.of(written, decoded()).map(Href::plainName).distinct();
  }

  private String decoded() {
    try {
      return URLDecoder.decode(written.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return written;
    }
  }

  private static Optional<String> refusal(String name) {
    if (name.isBlank()) {
      return Optional.of("It is empty.");
    }
    if (SCHEME.matcher(name).matches() || SEPARATOR.matcher(name.substring(0, 1)).matches()) {
      return Optional.of("It is absolute, but the files of a package are inside the package.");
    }
    if (SEPARATOR.splitAsStream(name).anyMatch(".."::equals)) {
      return Optional.of("It leads out of the package.");
    }
    return name.chars().anyMatch(Character::isISOControl)
        ? Optional.of("It has control characters in it.")
        : Optional.empty();
  }
}
