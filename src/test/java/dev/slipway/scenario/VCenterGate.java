package dev.slipway.scenario;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.rehearsal.Conversation;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands before a simulated vCenter, can keep a call of its API from ever getting there, and
 * remembers what was answered.
 */
final class VCenterGate implements AutoCloseable {
  private final URI behind;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private volatile Hold hold = new Hold(body -> false, 1);

  VCenterGate(URI behind) throws IOException {
    this.behind = behind;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::pass);
    server.start();
  }

  private record Hold(
      Predicate<String> call,
      AtomicInteger before,
      CountDownLatch arrived,
      CompletableFuture<Boolean> passes) {
    Hold(Predicate<String> call, int number) {
      this(call, new AtomicInteger(number), new CountDownLatch(1), new CompletableFuture<>());
    }

    boolean takes(String body) {
      return call.test(body) && before.decrementAndGet() == 0;
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:%d/sdk".formatted(server.getAddress().getPort()));
  }

  /**
   * From now on holds one call.
   *
   * @param number 1 for the first such call from now on
   */
  void hold(int number, Predicate<String> call) {
    hold = new Hold(call, number);
  }

  /** What was answered since the last time, the last answer to each question. */
  Conversation takeConversation() {
    Conversation conversation = new Conversation(answers);
    answers.clear();
    return conversation;
  }

  boolean holdsOne() {
    return hold.arrived.getCount() == 0;
  }

  /** Drops the call that is held. */
  void drop() {
    hold.passes.complete(false);
  }

  /** Lets the call that is held go on its way. */
  void release() {
    hold.passes.complete(true);
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String call = new String(body, StandardCharsets.UTF_8);
      Hold now = hold;
      if (now.takes(call)) {
        now.arrived.countDown();
        if (!now.passes.get()) {
          return;
        }
      }
      HttpURLConnection connection =
          (HttpURLConnection) behind.resolve(exchange.getRequestURI()).toURL().openConnection();
      connection.setRequestMethod(exchange.getRequestMethod());
      for (String header : List.of("Content-Type", "SOAPAction", "Cookie")) {
        String value = exchange.getRequestHeaders().getFirst(header);
        if (value != null) {
          connection.setRequestProperty(header, value);
        }
      }
      if (body.length > 0) {
        connection.setDoOutput(true);
        connection.getOutputStream().write(body);
      }
      int status = connection.getResponseCode();
      for (String header : List.of("Content-Type", "Set-Cookie")) {
        String value = connection.getHeaderField(header);
        if (value != null) {
          exchange.getResponseHeaders().set(header, value);
        }
      }
      var stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
      byte[] answer = stream == null ? new byte[0] : stream.readAllBytes();
      answers.put(
          Conversation.question(exchange.getRequestURI().getPath(), call),
          new String(answer, StandardCharsets.UTF_8));
      exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    drop();
    server.stop(0);
    threads.shutdownNow();
  }
}
