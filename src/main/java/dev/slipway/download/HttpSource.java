package dev.slipway.download;

import dev.slipway.diag.Category;
import dev.slipway.model.PackageDownload;
import dev.slipway.port.PortException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** A file on a web server, read from any byte on. */
final class HttpSource {
  private static final int MOST_REDIRECTS = 10;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

  private final URI url;
  private final Duration silence;
  private final @Nullable SSLSocketFactory secure;

  /**
   * Takes what is to be read.
   *
   * @param silence how long the server may keep silent
   * @param secure makes the connections over TLS; null for those of the JVM
   */
  HttpSource(URI url, Duration silence, @Nullable SSLSocketFactory secure) {
    this.url = url;
    this.silence = silence;
    this.secure = secure;
  }

  /**
   * What the server gives.
   *
   * @param offset of the first byte; 0 when the server does not begin where it was asked to
   * @param total bytes of the whole file; negative when the server does not say
   * @param version for {@code If-Range}; null when the server gives none that can be relied upon
   */
  record Answer(InputStream body, long offset, long total, @Nullable String version) {}

  /**
   * Asks for all from a byte on.
   *
   * @param version of the bytes before that
   * @throws IOException when the server cannot be reached, or has trouble of its own
   * @throws PortException when asking again would not help
   */
  Answer from(long offset, @Nullable String version) throws IOException {
    URI place = url;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpURLConnection connection = open(place, offset, version);
      int status = connection.getResponseCode();
      switch (status) {
        case HttpURLConnection.HTTP_OK -> {
          return new Answer(
              connection.getInputStream(),
              0,
              connection.getContentLengthLong(),
              versionOf(connection));
        }
        case HttpURLConnection.HTTP_PARTIAL -> {
          return partial(connection, offset);
        }
        case HttpURLConnection.HTTP_MOVED_PERM,
            HttpURLConnection.HTTP_MOVED_TEMP,
            HttpURLConnection.HTTP_SEE_OTHER,
            307,
            308 -> {
          connection.disconnect();
          place = next(place, connection.getHeaderField("Location"));
        }
        case RANGE_NOT_SATISFIABLE -> {
          connection.disconnect();
          if (offset == 0) {
            throw new IOException("HTTP " + status);
          }
          return from(0, null);
        }
        case -1 -> {
          connection.disconnect();
          throw new IOException("it does not speak HTTP");
        }
        default -> {
          connection.disconnect();
          if (status >= HttpURLConnection.HTTP_INTERNAL_ERROR) {
            throw new IOException("HTTP " + status);
          }
          throw refused(
              "%s answers HTTP %d.".formatted(place.getHost(), status),
              "Check the address; it must be readable without a login.");
        }
      }
    }
    throw refused("It leads to other addresses without end.", "Give the last of them.");
  }

  private HttpURLConnection open(URI place, long offset, @Nullable String version)
      throws IOException {
    if (!(place.toURL().openConnection() instanceof HttpURLConnection connection)) {
      throw new IOException("not an HTTP address");
    }
    if (connection instanceof HttpsURLConnection secured && secure != null) {
      secured.setSSLSocketFactory(secure);
    }
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
    connection.setReadTimeout(Math.toIntExact(silence.toMillis()));
    connection.setRequestProperty("Accept-Encoding", "identity");
    if (offset > 0) {
      connection.setRequestProperty("Range", "bytes=" + offset + "-");
      if (version != null) {
        connection.setRequestProperty("If-Range", version);
      }
    }
    return connection;
  }

  private static Answer partial(HttpURLConnection connection, long offset) throws IOException {
    String range = Objects.requireNonNullElse(connection.getHeaderField("Content-Range"), "");
    Matcher matcher = CONTENT_RANGE.matcher(range);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) != offset) {
      connection.disconnect();
      throw new IOException("it was asked for bytes from " + offset + " and gave " + range);
    }
    long total = matcher.group(2).equals("*") ? -1 : Long.parseLong(matcher.group(2));
    return new Answer(connection.getInputStream(), offset, total, versionOf(connection));
  }

  /** A weak tag does not promise the same bytes (RFC 9110, 13.1.5). */
  private static @Nullable String versionOf(HttpURLConnection connection) {
    String tag = connection.getHeaderField("ETag");
    return tag != null && !tag.startsWith("W/") ? tag : null;
  }

  private URI next(URI place, @Nullable String location) {
    URI next;
    try {
      next = place.resolve(Objects.requireNonNullElse(location, ""));
    } catch (IllegalArgumentException malformed) {
      throw refused("It leads to an address that is none.", "Give another address.");
    }
    boolean secure = "https".equals(lower(next.getScheme()));
    boolean asInsecureAsBefore =
        "http".equals(lower(next.getScheme()))
            && "http".equals(lower(place.getScheme()))
            && PackageDownload.isLoopback(next);
    if (!secure && !asInsecureAsBefore) {
      throw refused(
          "%s leads to %s, which is not https.".formatted(place.getHost(), shown(next)),
          "Give an address that is https all the way.");
    }
    return next;
  }

  private static String lower(@Nullable String scheme) {
    return scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
  }

  private PortException refused(String why, String advice) {
    return new PortException(
        Category.ENVIRONMENT,
        "package/not-downloaded",
        "cannot download " + shown(url),
        why,
        advice,
        null);
  }

  /** Without what may be a secret. */
  static String shown(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port + url.getPath();
  }
}
