package dev.slipway.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Serves a recorded conversation over HTTPS on loopback, with a certificate made for it. */
public final class RehearsedVCenter implements AutoCloseable {
  private static final String PASSWORD = "rehearsal";

  /** Bytes. */
  private static final int SMALL = 4096;

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(6);
  private final String thumbprint;

  private volatile Conversation conversation = Conversation.read(Conversation.Stage.NOTHING_STANDS);

  private RehearsedVCenter(Path keys) throws IOException, GeneralSecurityException {
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

  /** Answers from now on as the simulated vCenter did at another stage. */
  public void goOn(Conversation.Stage stage) {
    conversation = Conversation.read(stage);
  }

  /** In chunks and compressed, or as they are when they are small, as vCenter does. */
  private void answer(HttpExchange exchange) {
    try (exchange) {
      String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Optional<String> answer = conversation.answer(exchange.getRequestURI().getPath(), request);
      if (answer.isEmpty()) {
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_FOUND, -1);
        return;
      }
      exchange.getResponseHeaders().add("Content-Type", "text/xml; charset=utf-8");
      byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
      if (body.length < SMALL) {
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, body.length);
        exchange.getResponseBody().write(body);
        return;
      }
      exchange.getResponseHeaders().add("Content-Encoding", "gzip");
      exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, 0);
      try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
        out.write(body);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
