package dev.slipway.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.slipway.port.TemplateRenderer;
import dev.slipway.sandbox.ApplianceScript.Http;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** An HTTP server of one VM of the sandbox. */
final class HttpListener implements Listener {
  private static final int NOT_FOUND = 404;
  private static final String BASIC = "Basic ";

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("sandbox-http").factory());
  private final Http script;
  private final Machine machine;
  private final MachineStore store;
  private final TemplateRenderer templates;

  /**
   * Starts at a free port of loopback.
   *
   * @param key what it shows; used when the script wants TLS
   */
  HttpListener(
      Http script, Machine machine, MachineStore store, SelfSigned key, TemplateRenderer templates)
      throws IOException {
    this.script = script;
    this.machine = machine;
    this.store = store;
    this.templates = templates;
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (script.tls()) {
      HttpsServer secured = HttpsServer.create(address, 0);
      secured.setHttpsConfigurator(new HttpsConfigurator(key.context()));
      server = secured;
    } else {
      server = HttpServer.create(address, 0);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @Override
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Page page = new Page();
      ScriptRun.Answer answer =
          new ScriptRun(store, templates, machine.name(), page)
              .about(request(exchange))
              .answer(
                  script.routes(),
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString());
      if (answer == null) {
        exchange.sendResponseHeaders(NOT_FOUND, -1);
        return;
      }
      byte[] body = (page.text() + page.errors()).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      boolean bare = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), bare ? -1 : body.length);
      if (!bare) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }

  private static Map<String, String> request(HttpExchange exchange) throws IOException {
    Map<String, String> request = new HashMap<>();
    request.put(
        "body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    request.put("authorization", authorization == null ? "" : authorization);
    request.put("login", login(authorization));
    return request;
  }

  /** Name and password with a colon between them, as basic authentication has them. */
  private static String login(@Nullable String authorization) {
    if (authorization == null || !authorization.startsWith(BASIC)) {
      return "";
    }
    try {
      return new String(
          Base64.getDecoder().decode(authorization.substring(BASIC.length())),
          StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
