package dev.slipway.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Serves a recorded conversation over HTTPS on loopback, with a certificate made for it. */
public final class RehearsedVCenter implements AutoCloseable {
  private static final Pattern METHOD =
      Pattern.compile("Body[^>]*>\\s*<(?:\\w+:)?(\\w+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PATH = Pattern.compile("inventoryPath>([^<]*)<");
  private static final String PASSWORD = "rehearsal";

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(6);
  private final String thumbprint;

  /** What is answered, by method and, for finds, path. */
  private final Map<String, String> answers = new HashMap<>();

  private RehearsedVCenter(Path keys) throws IOException, GeneralSecurityException {
    readConversation();
    KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    thumbprint =
        HexFormat.ofDelimiter(":")
            .withUpperCase()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(store.getCertificate("vcenter").getEncoded()));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * Starts.
   *
   * @param folder for the key pair, which the JDK's {@code keytool} makes
   */
  public static RehearsedVCenter start(Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path keys = folder.resolve("keys.p12");
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "vcenter",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException("keytool: " + Files.readString(folder.resolve("keytool.log")));
    }
    return new RehearsedVCenter(keys);
  }

  /** Where it listens. */
  public String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort() + "/sdk";
  }

  /** SHA-256 of its certificate, as inventory files pin it. */
  public String thumbprint() {
    return thumbprint;
  }

  private void readConversation() throws IOException {
    try (InputStream stream = RehearsedVCenter.class.getResourceAsStream("conversation.txt")) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its file conversation.txt");
      }
      List<String> lines =
          new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      for (int line = 0; line + 1 < lines.size(); line += 2) {
        answers.put(lines.get(line), lines.get(line + 1));
      }
    }
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String answer = answers.get(key(request));
      byte[] body = (answer == null ? "" : answer).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "text/xml; charset=utf-8");
      exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length == 0 ? -1 : body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String key(String request) {
    Matcher method = METHOD.matcher(request);
    if (!method.find()) {
      return "";
    }
    Matcher path = PATH.matcher(request);
    return method.group(1) + (path.find() ? " " + path.group(1) : "");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
