package dev.slipway.vsphere;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.port.PortException;
import dev.slipway.port.VCenterEndpoint;
import dev.slipway.vsphere.BadAnswerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with the REST services of a vCenter, which knows nothing of the SOAP session. It is
 * made by the first call, so that who calls nothing makes none, made anew when it has ended, and
 * ended by {@link #close}. Safe for several threads.
 */
final class RestSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RestSession.class);
  private static final String TOKEN = "vmware-api-session-id";

  private final VCenterEndpoint endpoint;
  private final Connections connections;
  private final Deadlines deadlines;
  private final FaultTranslation faults;
  private final ReentrantLock login = new ReentrantLock();
  private volatile @Nullable LoggedIn loggedIn;

  RestSession(VCenterEndpoint endpoint, Connections connections, Deadlines deadlines) {
    this.endpoint = endpoint;
    this.connections = connections;
    this.deadlines = deadlines;
    this.faults = new FaultTranslation(endpoint.url());
  }

  private record LoggedIn(RestDialect dialect, String token) {
    @Override
    public String toString() {
      return "LoggedIn[dialect=" + dialect + ", token=…]";
    }
  }

  /**
   * One call. All calls may be repeated, since a session that has ended refuses them unheard.
   *
   * @param service such as {@code cis/tagging/tag}
   * @param id of an object of the service
   * @param action null for those that HTTP has a method for
   * @param body sent as JSON; with null it is a {@code GET}, else a {@code POST}
   */
  record Call(
      String service, @Nullable String id, @Nullable String action, @Nullable JsonNode body) {
    static Call get(String service) {
      return new Call(service, null, null, null);
    }

    static Call get(String service, String id) {
      return new Call(service, id, null, null);
    }
  }

  /** Which dialect the vCenter speaks; logs in when that is not known. */
  RestDialect dialect(String operation, String object) throws InterruptedException {
    return translated(operation, object, () -> session(null).dialect());
  }

  /**
   * Calls, within the usual deadline.
   *
   * @param operation what is tried, as a verb that the object follows
   * @param object as the user calls it
   * @return what the service gives; missing when it gives nothing
   * @throws PortException for every refusal and every broken connection
   */
  JsonNode call(String operation, String object, Call call) throws InterruptedException {
    return call(operation, object, call, deadlines);
  }

  /**
   * Calls what answers only when all is done.
   *
   * @param patience how long that may take, in silence
   */
  JsonNode call(String operation, String object, Call call, Duration patience)
      throws InterruptedException {
    return call(operation, object, call, new Deadlines(deadlines.connect(), patience, patience));
  }

  private JsonNode call(String operation, String object, Call call, Deadlines limits)
      throws InterruptedException {
    return inSession(
        operation,
        object,
        session -> {
          String path = session.dialect().path(call.service(), call.id(), call.action());
          String method = call.body() == null ? "GET" : "POST";
          return session
              .dialect()
              .result(exchange(method, path, session.token(), call.body(), limits));
        });
  }

  /**
   * Fetches a file that vCenter has made ready.
   *
   * @param path of it on this vCenter
   * @param largest more bytes are refused
   */
  byte[] download(String operation, String object, String path, int largest)
      throws InterruptedException {
    return inSession(
        operation,
        object,
        session ->
            connections
                .io()
                .run(
                    endpoint.url(), () -> file(path, session.token(), largest), deadlines.whole()));
  }

  /** Removes an object of a service. */
  void delete(String operation, String object, String service, String id)
      throws InterruptedException {
    var unused =
        inSession(
            operation,
            object,
            session ->
                exchange(
                    "DELETE",
                    session.dialect().path(service, id, null),
                    session.token(),
                    null,
                    deadlines));
  }

  /**
   * Where vCenter takes a file, whatever it calls itself.
   *
   * @param named as vCenter names the place
   */
  URI address(URI named) {
    return endpoint.url().resolve(named.getRawPath());
  }

  /** What {@link #put} needs; logs in when there is no session. */
  String token(String operation, String object) throws InterruptedException {
    return translated(operation, object, () -> session(null).token());
  }

  /** Prepares to send a file to where vCenter takes it; nothing is sent yet. */
  HttpURLConnection put(URI named, String token, long size) throws IOException {
    HttpURLConnection connection = connections.open(address(named), null);
    connection.setRequestMethod("PUT");
    connection.setRequestProperty(TOKEN, token);
    connection.setRequestProperty("Content-Type", "application/octet-stream");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(size);
    return connection;
  }

  private byte[] file(String path, String token, int largest) throws IOException {
    HttpURLConnection connection = connections.open(endpoint.url().resolve(path), null);
    connection.setRequestProperty(TOKEN, token);
    if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new RestFaultException(connection.getResponseCode(), MissingNode.getInstance());
    }
    try (InputStream stream = connection.getInputStream()) {
      byte[] bytes = stream.readNBytes(largest + 1);
      if (bytes.length > largest) {
        throw new BadAnswerException(Kind.BROKEN, "it has more than " + largest + " bytes", null);
      }
      return bytes;
    }
  }

  /** A session that has ended refuses unheard, so that it is done again in a new one. */
  private <T> T inSession(String operation, String object, InSession<T> exchange)
      throws InterruptedException {
    return translated(
        operation,
        object,
        () -> {
          LoggedIn session = session(null);
          try {
            return exchange.run(session);
          } catch (RestFaultException e) {
            if (e.status() != HttpURLConnection.HTTP_UNAUTHORIZED) {
              throw e;
            }
            LOG.debug("the REST session has expired, logging in again to {}", operation);
            return exchange.run(session(session));
          }
        });
  }

  /**
   * The session.
   *
   * @param ended one that is not it any more
   */
  private LoggedIn session(@Nullable LoggedIn ended) throws IOException, InterruptedException {
    LoggedIn current = loggedIn;
    if (current != null && !current.equals(ended)) {
      return current;
    }
    login.lockInterruptibly();
    try {
      current = loggedIn;
      if (current == null || current.equals(ended)) {
        current = logIn();
        loggedIn = current;
      }
      return current;
    } finally {
      login.unlock();
    }
  }

  private LoggedIn logIn() throws IOException, InterruptedException {
    try {
      return logIn(RestDialect.API);
    } catch (RestFaultException e) {
      // What answers so does not know the path: vCenters before 7.0 Update 2.
      if (e.status() != HttpURLConnection.HTTP_NOT_FOUND
          && e.status() != HttpURLConnection.HTTP_BAD_METHOD) {
        throw e;
      }
      return logIn(RestDialect.REST);
    }
  }

  private LoggedIn logIn(RestDialect dialect) throws IOException, InterruptedException {
    String user = endpoint.username() + ":" + endpoint.password().reveal();
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    JsonNode token =
        dialect.result(
            connections
                .io()
                .run(
                    endpoint.url(),
                    () ->
                        exchange(
                            "POST", dialect.session(), "Authorization", basic, null, deadlines),
                    deadlines.whole()));
    if (!token.isTextual()) {
      throw new BadAnswerException(Kind.BROKEN, "no session in " + dialect.session(), null);
    }
    return new LoggedIn(dialect, token.asText());
  }

  private JsonNode exchange(
      String method, String path, String token, @Nullable JsonNode body, Deadlines limits)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    try {
      return connections
          .io()
          .run(
              endpoint.url(),
              () -> exchange(method, path, TOKEN, token, body, limits),
              limits.whole());
    } finally {
      LOG.debug(
          "{} {} in {} ms", method, path, Duration.ofNanos(System.nanoTime() - start).toMillis());
    }
  }

  private JsonNode exchange(
      String method,
      String path,
      String header,
      String value,
      @Nullable JsonNode body,
      Deadlines limits)
      throws IOException {
    HttpURLConnection connection = connections.open(endpoint.url().resolve(path), null);
    connection.setReadTimeout(Math.toIntExact(limits.silence().toMillis()));
    connection.setRequestMethod(method);
    connection.setRequestProperty("Accept", "application/json");
    connection.setRequestProperty(header, value);
    if (method.equals("POST")) {
      byte[] bytes = body == null ? new byte[0] : Json.MAPPER.writeValueAsBytes(body);
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(bytes.length);
      connection.setRequestProperty("Content-Type", "application/json");
      try (OutputStream out = connection.getOutputStream()) {
        out.write(bytes);
      }
    }
    return answer(connection);
  }

  private static JsonNode answer(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status < HttpURLConnection.HTTP_MULT_CHOICE) {
      return read(connection.getInputStream());
    }
    JsonNode told;
    try {
      told =
          read(
              Objects.requireNonNullElse(
                  connection.getErrorStream(), InputStream.nullInputStream()));
    } catch (JsonProcessingException noJson) {
      told = MissingNode.getInstance();
    }
    if (status == HttpURLConnection.HTTP_UNAVAILABLE
        || status == HttpURLConnection.HTTP_BAD_GATEWAY
        || status == HttpURLConnection.HTTP_GATEWAY_TIMEOUT) {
      throw new BadAnswerException(Kind.NOT_READY, "HTTP " + status, null);
    }
    throw new RestFaultException(status, told);
  }

  /** Reads to the end, so that the JDK can use the connection again. */
  private static JsonNode read(InputStream stream) throws IOException {
    try (stream) {
      byte[] bytes = stream.readAllBytes();
      return bytes.length == 0 ? MissingNode.getInstance() : Json.MAPPER.readTree(bytes);
    }
  }

  private <T> T translated(String operation, String object, Exchange<T> exchange)
      throws InterruptedException {
    try {
      return exchange.run();
    } catch (JsonProcessingException e) {
      throw faults.translate(
          operation, object, new BadAnswerException(Kind.BROKEN, "it is no JSON", e));
    } catch (IOException e) {
      throw faults.translate(operation, object, e);
    }
  }

  /** Ends the session if there is one. Never throws. */
  @Override
  public void close() {
    LoggedIn last = loggedIn;
    loggedIn = null;
    if (last == null) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      var unused = exchange("DELETE", last.dialect().session(), last.token(), null, deadlines);
    } catch (IOException | InterruptedException e) {
      LOG.debug("cannot end the REST session: {}", e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @FunctionalInterface
  private interface InSession<T> {
    T run(LoggedIn session) throws IOException, InterruptedException;
  }

  @FunctionalInterface
  private interface Exchange<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Made only where REST is spoken, since it takes a while. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}
  }
}
