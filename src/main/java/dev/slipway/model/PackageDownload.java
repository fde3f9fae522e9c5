package dev.slipway.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * A package that is fetched from an address.
 *
 * @param url one that there is no {@link #refusal} of
 * @param sha256 what the archive must have, in lower-case hexadecimal
 */
public record PackageDownload(String url, String sha256) {
  /** The name of the archive, without the way to it. */
  public String name() {
    return nameOf(URI.create(url));
  }

  /** The last part of an address's path. */
  public static String nameOf(URI url) {
    String path = url.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Why nothing is fetched from an address; empty when it is one to fetch from. */
  public static Optional<String> refusal(String address) {
    URI url;
    try {
      url = new URI(address);
    } catch (URISyntaxException malformed) {
      return Optional.of("It is malformed: " + malformed.getReason() + ".");
    }
    if (url.getHost() == null || url.getPath() == null) {
      return Optional.of("It names no server.");
    }
    if (url.getUserInfo() != null) {
      return Optional.of("It has a user name or password in it, which everybody would read.");
    }
    if (!"https".equals(url.getScheme()) && !("http".equals(url.getScheme()) && isLoopback(url))) {
      return Optional.of("Packages are fetched over https only.");
    }
    if (!url.getPath().toLowerCase(Locale.ROOT).endsWith(".ova")) {
      return Optional.of("It does not end in .ova, and only an archive has all in one file.");
    }
    return Optional.empty();
  }

  /** Whether an address means this very machine. */
  public static boolean isLoopback(URI url) {
    return url.getHost() != null
        && (url.getHost().equals("localhost") || url.getHost().matches("127\\.\\d+\\.\\d+\\.\\d+"));
  }
}
