package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.model.Secret;
import dev.slipway.port.PortException;
import dev.slipway.port.VCenterEndpoint;
import dev.slipway.port.VCenterEndpoint.Trust;
import dev.slipway.vsphere.RestSession.Call;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions of both dialects, against a server that answers as vCenter's reference says. */
class RestSessionTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Set<String> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger sessions = new AtomicInteger();
  private volatile boolean modern = true;
  private HttpServer server;
  private RestSession rest;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
    rest = session("secret");
  }

  private RestSession session(String password) {
    VCenterEndpoint endpoint =
        new VCenterEndpoint(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/sdk"),
            "user",
            new Secret(password),
            new Trust.Unverified());
    return new RestSession(
        endpoint, new Connections(endpoint.trust(), Deadlines.USUAL), Deadlines.USUAL);
  }

  @AfterEach
  void stop() {
    rest.close();
    server.stop(0);
  }

  @Test
  void whoCallsNothingHasNoSession() {
    rest.close();

    assertThat(requests).isEmpty();
  }

  @Test
  void newVCentersAreSpokenToInTheNewWay() throws InterruptedException {
    JsonNode answer = rest.call("read", "it", Call.get("cis/tagging/tag", "urn:1"));
    var unused =
        rest.call(
            "attach", "it", new Call("cis/tagging/tag-association", "urn:1", "attach", body()));
    rest.close();

    assertThat(answer.asText()).isEqualTo("GET /api/cis/tagging/tag/urn:1");
    assertThat(requests)
        .containsExactly(
            "POST /api/session",
            "GET /api/cis/tagging/tag/urn:1",
            "POST /api/cis/tagging/tag-association/urn:1?action=attach",
            "DELETE /api/session");
    assertThat(open).isEmpty();
  }

  @Test
  void olderOnesInTheOld() throws InterruptedException {
    modern = false;

    JsonNode answer = rest.call("list", "it", new Call("cis/tagging/tag", "urn:1", "list", body()));
    rest.close();

    assertThat(answer.asText())
        .isEqualTo("POST /rest/com/vmware/cis/tagging/tag/id:urn:1?~action=list");
    assertThat(requests)
        .startsWith("POST /api/session", "POST /rest/com/vmware/cis/session")
        .endsWith("DELETE /rest/com/vmware/cis/session");
    assertThat(open).isEmpty();
  }

  @Test
  void aSessionThatHasEndedIsMadeAnew() throws InterruptedException {
    var unused = rest.call("read", "it", Call.get("cis/tagging/tag"));
    open.clear();

    assertThat(rest.call("read", "it", Call.get("cis/tagging/tag")).asText())
        .isEqualTo("GET /api/cis/tagging/tag");
    rest.close();

    assertThat(sessions).hasValue(2);
    assertThat(open).isEmpty();
  }

  @Test
  void aWrongPasswordIsSaidAndNotRepeated() {
    RestSession wrong = session("hunter2");

    assertThatThrownBy(() -> wrong.call("read", "it", Call.get("cis/tagging/tag")))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("cannot read it")
        .hasMessageContaining("does not accept this user name and password")
        .hasMessageNotContaining("hunter2");
    wrong.close();
  }

  @Test
  void refusalsAreToldInTheWordsOfTheServer() {
    assertThatThrownBy(() -> rest.call("read", "it", Call.get("refused")))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("HTTP 400 (invalid_argument): No such thing.");
    assertThatThrownBy(() -> rest.call("read", "it", Call.get("forbidden")))
        .isInstanceOfSatisfying(
            PortException.class, e -> assertThat(e.code()).isEqualTo("vcenter/no-permission"));
    assertThatThrownBy(() -> rest.call("read", "it", Call.get("html")))
        .isInstanceOfSatisfying(
            PortException.class, e -> assertThat(e.code()).isEqualTo("vcenter/broken-answer"));
  }

  private static JsonNode body() {
    return JsonNodeFactory.instance.objectNode();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(request);
    String path = exchange.getRequestURI().getPath();
    exchange.getRequestBody().readAllBytes();
    String token = exchange.getRequestHeaders().getFirst("vmware-api-session-id");
    if (path.startsWith("/api") && !modern) {
      answer(exchange, 404, "<html>");
    } else if (path.endsWith("/session") && request.startsWith("POST")) {
      boolean known =
          "Basic dXNlcjpzZWNyZXQ=".equals(exchange.getRequestHeaders().getFirst("Authorization"));
      String fresh = "token-" + sessions.incrementAndGet();
      if (known) {
        open.add(fresh);
      }
      answer(exchange, known ? 201 : 401, known ? wrapped(fresh) : "{}");
    } else if (token == null || !open.contains(token)) {
      answer(exchange, 401, "{\"error_type\":\"UNAUTHENTICATED\",\"messages\":[]}");
    } else if (request.startsWith("DELETE")) {
      open.remove(token);
      answer(exchange, 204, "");
    } else if (path.endsWith("/refused")) {
      answer(
          exchange,
          400,
          "{\"error_type\":\"INVALID_ARGUMENT\",\"messages\":"
              + "[{\"default_message\":\"No such thing.\"}]}");
    } else if (path.endsWith("/forbidden")) {
      answer(exchange, 403, "{\"error_type\":\"UNAUTHORIZED\",\"messages\":[]}");
    } else if (path.endsWith("/html")) {
      answer(exchange, 200, "<html>");
    } else {
      answer(exchange, 200, wrapped(request));
    }
  }

  private String wrapped(String text) {
    return modern ? "\"" + text + "\"" : "{\"value\":\"" + text + "\"}";
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
