package dev.slipway.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server on loopback with one file, {@code /files/tiny.ova}, and troubles on demand. */
public final class FileServer implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile byte[] content;
  private volatile String tag = "\"1\"";
  private final AtomicInteger breaks = new AtomicInteger();
  private volatile int breakAfter;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean ranges = true;
  private volatile boolean stalling;

  public FileServer(byte[] content) throws IOException {
    this.content = content.clone();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/files/", this::serve);
    server.createContext(
        "/moved/",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/files/tiny.ova");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.createContext(
        "/insecure/",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "http://files.example.com/tiny.ova");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
  }

  public URI url() {
    return url("/files/tiny.ova");
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** Cuts so many answers off, each after so many bytes. */
  public void breakOff(int times, int afterBytes) {
    breaks.set(times);
    breakAfter = afterBytes;
  }

  /** Keeps silent, instead of ending, where answers are cut off. */
  public void stall() {
    stalling = true;
  }

  public void ignoreRanges() {
    ranges = false;
  }

  public void replace(byte[] newContent, String newTag) {
    content = newContent.clone();
    tag = newTag;
  }

  /** The ranges that were asked for, in order; empty for the whole. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    requests.add(range == null ? "" : range);
    byte[] bytes = content;
    String version = exchange.getRequestHeaders().getFirst("If-Range");
    Matcher matcher = RANGE.matcher(range == null ? "" : range);
    boolean partial = matcher.matches() && ranges && (version == null || version.equals(tag));
    int start = partial ? Integer.parseInt(matcher.group(1)) : 0;
    exchange.getResponseHeaders().add("ETag", tag);
    if (start >= bytes.length) {
      exchange.sendResponseHeaders(416, -1);
      exchange.close();
      return;
    }
    if (partial) {
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes %d-%d/%d".formatted(start, bytes.length - 1, bytes.length));
    }
    exchange.sendResponseHeaders(partial ? 206 : 200, bytes.length - start);
    int length = bytes.length - start;
    if (breaks.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      length = Math.min(length, breakAfter);
    }
    exchange.getResponseBody().write(bytes, start, length);
    exchange.getResponseBody().flush();
    if (stalling && length < bytes.length - start) {
      awaitEnd();
    }
    exchange.close();
  }

  private void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
