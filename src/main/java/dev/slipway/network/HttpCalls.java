package dev.slipway.network;

import dev.slipway.diag.Category;
import dev.slipway.model.Secret;
import dev.slipway.port.AddressResolver;
import dev.slipway.port.HttpRequests;
import dev.slipway.port.PortException;
import dev.slipway.port.ServerCertificates;
import dev.slipway.tls.Authorities;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends HTTP requests with the JDK's older client, which is the faster one to start. Each has a
 * connection of its own, follows no redirect, asks no proxy, and ends at its deadline or when it is
 * interrupted.
 */
public final class HttpCalls implements HttpRequests, ServerCertificates {
  /** The largest answer that is read, in bytes. */
  static final int LARGEST_BODY = 16 * 1024 * 1024;

  private static final Pattern CHARSET =
      Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([\\w.:+-]+)");

  private final AddressResolver resolver;
  private final Authorities authorities;

  /** Trusts whom the JVM trusts. */
  public HttpCalls(AddressResolver resolver) {
    this(resolver, Authorities.ofJvm());
  }

  /** Trusts servers that these vouch for. */
  public HttpCalls(AddressResolver resolver, Authorities authorities) {
    this.resolver = resolver;
    this.authorities = authorities;
  }

  @Override
  public Response send(Request request) throws InterruptedException {
    CertificateCheck check = CertificateCheck.accepting(authorities, request.certificates());
    return exchange(
        request.url(),
        check,
        request.timeout(),
        connection -> {
          prepare(connection, request);
          return answer(connection);
        });
  }

  @Override
  public Optional<String> unvouched(URI url, Duration timeout) throws InterruptedException {
    CertificateCheck check = CertificateCheck.looking(authorities);
    return exchange(
        url,
        check,
        timeout,
        connection -> {
          connection.connect();
          return check.unvouched();
        });
  }

  /** What is done on a connection. */
  @FunctionalInterface
  private interface Work<T> {
    T on(HttpURLConnection connection) throws IOException;
  }

  private <T> T exchange(URI url, CertificateCheck check, Duration timeout, Work<T> work)
      throws InterruptedException {
    long limit = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    try {
      HttpURLConnection connection = open(url, check, (int) limit);
      FutureTask<T> task = new FutureTask<>(() -> work.on(connection));
      Thread.ofPlatform().daemon().name("http-call").start(task);
      try {
        return task.get(limit, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw new SocketTimeoutException("no complete answer in time");
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case IOException problem -> throw problem;
          case RuntimeException problem -> throw problem;
          case null, default -> throw new IllegalStateException(e);
        }
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      throw translate(url, check, e);
    }
  }

  private HttpURLConnection open(URI url, CertificateCheck check, int limit) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) whereItIs(url).toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(limit);
    connection.setReadTimeout(limit);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    if (connection instanceof HttpsURLConnection secured) {
      secured.setSSLSocketFactory(check.socketFactory());
      secured.setHostnameVerifier(check);
    }
    return connection;
  }

  private URI whereItIs(URI url) {
    int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
    InetSocketAddress address = resolver.resolve(url.getHost(), port);
    try {
      String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
      String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
      return new URI(
          url.getScheme()
              + "://"
              + address.getHostString()
              + ":"
              + address.getPort()
              + path
              + query);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("an address that no URL can hold", e);
    }
  }

  private static void prepare(HttpURLConnection connection, Request request) throws IOException {
    connection.setRequestMethod(request.method().name());
    connection.setRequestProperty("Accept", "*/*");
    connection.setRequestProperty("User-Agent", "slipway");
    connection.setRequestProperty("Connection", "close");
    request.headers().forEach((name, value) -> connection.setRequestProperty(name, value.reveal()));
    Secret body = request.body();
    switch (request.method()) {
      case POST, PUT -> write(connection, body);
      case DELETE, GET, HEAD -> {
        if (body != null) {
          throw new IllegalArgumentException("no body belongs to it");
        }
      }
    }
  }

  /** Of known length, since the JDK then sends nothing twice by itself. */
  private static void write(HttpURLConnection connection, @Nullable Secret body)
      throws IOException {
    byte[] bytes = body == null ? new byte[0] : body.reveal().getBytes(StandardCharsets.UTF_8);
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(bytes.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(bytes);
    }
  }

  private static Response answer(HttpURLConnection connection) throws IOException {
    int status = status(connection);
    if (status < 0) {
      throw new IOException("it did not answer with HTTP");
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int index = 1; connection.getHeaderFieldKey(index) != null; index++) {
      headers.put(connection.getHeaderFieldKey(index), connection.getHeaderField(index));
    }
    InputStream stream =
        status >= HttpURLConnection.HTTP_BAD_REQUEST
            ? connection.getErrorStream()
            : connection.getInputStream();
    if (stream == null) {
      return new Response(status, headers, "");
    }
    try (stream) {
      byte[] body = stream.readNBytes(LARGEST_BODY + 1);
      if (body.length > LARGEST_BODY) {
        throw new IOException("its answer is larger than " + LARGEST_BODY + " bytes");
      }
      return new Response(
          status, headers, new String(body, charset(headers.getOrDefault("Content-Type", ""))));
    }
  }

  /** The JDK refuses to tell a 401 of a request whose body it cannot send again. */
  private static int status(HttpURLConnection connection) throws IOException {
    try {
      return connection.getResponseCode();
    } catch (HttpRetryException e) {
      return e.responseCode();
    }
  }

  private static Charset charset(String contentType) {
    Matcher matcher = CHARSET.matcher(contentType);
    try {
      return matcher.find() ? Charset.forName(matcher.group(1)) : StandardCharsets.UTF_8;
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8;
    }
  }

  private static PortException translate(URI url, CertificateCheck check, IOException problem) {
    String server = url.getScheme() + "://" + url.getRawAuthority();
    Optional<String> refused = check.refused();
    if (problem instanceof SSLException && refused.isPresent()) {
      return check.isPinned()
          ? new PortException(
              Category.CONFLICT,
              "http/certificate-changed",
              "the certificate of " + server + " is another one than before",
              "Its SHA-256 is " + refused.get() + ", and no authority vouches for it",
              "If the server got a new one, remove the old one from the custom attribute"
                  + " slipway.certificates of its VM, or from the step. Otherwise somebody is"
                  + " between it and you.",
              null)
          : new PortException(
              Category.USER,
              "http/untrusted-certificate",
              "the certificate of " + server + " is not trusted",
              "No authority that the JDK knows vouches for it, and nobody has seen it before; its"
                  + " SHA-256 is "
                  + refused.get(),
              "If that is the server's own, give it as `certificate` of the request.",
              null);
    }
    return new PortException(
        Category.ENVIRONMENT,
        "http/unreachable",
        server + " gave no answer",
        reason(problem),
        "",
        problem);
  }

  private static String reason(IOException problem) {
    String message = problem.getMessage();
    return message == null || message.isBlank() ? "the connection broke off" : message;
  }
}
