package dev.slipway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A headless Chromium with one page, driven over the WebDriver protocol of its chromedriver. */
public final class Chromium implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final URI session;

  private Chromium(Process driver, int port) throws IOException, InterruptedException {
    this.driver = driver;
    URI sessions = URI.create("http://127.0.0.1:" + port + "/session");
    JsonNode answer =
        send(
            "POST",
            sessions,
            """
            {"capabilities": {"alwaysMatch": {"browserName": "chrome",
              "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
              "goog:chromeOptions": {"args": ["--headless=new", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run", "--window-size=1240,900"]}}}}
            """);
    this.session = URI.create(sessions + "/" + answer.path("sessionId").asText());
  }

  /**
   * Skips the calling test, saying why, where there is no Chromium with its driver; fails it
   * instead where {@code SLIPWAY_REQUIRE_PEERS=1}.
   */
  public static void assumeAvailable() {
    if (driverProgram().isPresent()) {
      return;
    }
    String reason = "Chromium cannot run: there is no chromedriver on the PATH";
    if ("1".equals(System.getenv("SLIPWAY_REQUIRE_PEERS"))) {
      Assertions.fail(reason);
    }
    System.err.println("SKIPPED " + reason);
    Assumptions.abort(reason);
  }

  /** Starts one, after {@link #assumeAvailable()}. */
  public static Chromium start() throws IOException, InterruptedException {
    Process driver =
        new ProcessBuilder(driverProgram().orElseThrow().toString(), "--port=0")
            .redirectErrorStream(true)
            .start();
    BufferedReader output = driver.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    while (line != null) {
      Matcher port = PORT.matcher(line);
      if (port.find()) {
        return new Chromium(driver, Integer.parseInt(port.group(1)));
      }
      line = output.readLine();
    }
    throw new IllegalStateException("chromedriver ended before it was ready");
  }

  public void open(Path page) throws IOException, InterruptedException {
    command("/url", Map.of("url", page.toUri().toString()));
  }

  /** Clicks where a person would: it fails for what cannot be seen or is covered. */
  public void click(String selector) throws IOException, InterruptedException {
    command("/element/" + element(selector) + "/click", Map.of());
  }

  public void type(String selector, String text) throws IOException, InterruptedException {
    command("/element/" + element(selector) + "/value", Map.of("text", text));
  }

  /** What a script returns. */
  public JsonNode evaluate(String script) throws IOException, InterruptedException {
    return command("/execute/sync", Map.of("script", script, "args", List.of()));
  }

  /** Texts of all visible elements that a selector finds. */
  public List<String> visibleTexts(String selector) throws IOException, InterruptedException {
    JsonNode texts =
        evaluate(
            "return [...document.querySelectorAll('"
                + selector
                + "')].filter(e => e.checkVisibility()).map(e => e.textContent.trim())");
    List<String> visible = new ArrayList<>();
    texts.forEach(text -> visible.add(text.asText()));
    return visible;
  }

  /** Everything that the console says, violations of the content security policy included. */
  public List<String> console() throws IOException, InterruptedException {
    List<String> messages = new ArrayList<>();
    command("/se/log", Map.of("type", "browser"))
        .forEach(entry -> messages.add(entry.path("message").asText()));
    return messages;
  }

  /** The addresses of everything that was asked for since the last time. */
  public List<String> requests() throws IOException, InterruptedException {
    List<String> addresses = new ArrayList<>();
    for (JsonNode entry : command("/se/log", Map.of("type", "performance"))) {
      JsonNode message = JSON.readTree(entry.path("message").asText()).path("message");
      if (message.path("method").asText().equals("Network.requestWillBeSent")) {
        addresses.add(message.path("params").path("request").path("url").asText());
      }
    }
    return addresses;
  }

  /** Pretends that the reader prefers this scheme, {@code light} or {@code dark}. */
  public void preferColourScheme(String scheme) throws IOException, InterruptedException {
    devTools(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Writes a picture of the whole page. */
  public void screenshot(Path file) throws IOException, InterruptedException {
    JsonNode answer = devTools("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, Base64.getDecoder().decode(answer.path("data").asText()));
  }

  private JsonNode devTools(String command, Map<String, ?> parameters)
      throws IOException, InterruptedException {
    return command("/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
  }

  private String element(String selector) throws IOException, InterruptedException {
    JsonNode found = command("/element", Map.of("using", "css selector", "value", selector));
    return found.elements().next().asText();
  }

  private JsonNode command(String path, Map<String, ?> body)
      throws IOException, InterruptedException {
    return send("POST", URI.create(session + path), JSON.writeValueAsString(body));
  }

  private JsonNode send(String method, URI address, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode value = JSON.readTree(response.body()).path("value");
    if (response.statusCode() != 200) {
      throw new IllegalStateException(value.path("message").asText());
    }
    return value;
  }

  private static Optional<Path> driverProgram() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "chromedriver"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public void close() {
    try {
      send("DELETE", session, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      driver.destroy();
      http.close();
    }
  }
}
