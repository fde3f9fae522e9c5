package dev.slipway.testing;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.model.Secret;
import dev.slipway.port.VCenterEndpoint;
import dev.slipway.port.VCenterEndpoint.Trust;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A simulated vCenter on loopback: the Go program in {@code src/test/vcsim}, one process per
 * instance.
 *
 * <p>The program is built once, when its sources are newer than the binary in {@code target/vcsim}.
 * {@code VCSIM_URL} names one that already runs; flags have no effect on it.
 */
public final class Vcsim implements AutoCloseable {
  private static final String USERNAME = "user";
  private static final String PASSWORD = "pass";

  private final @Nullable Process process;
  private final URI url;
  private final String thumbprintSha256;
  private final String certificatePem;
  private Duration ahead = Duration.ZERO;

  private Vcsim(
      @Nullable Process process, URI url, String thumbprintSha256, String certificatePem) {
    this.process = process;
    this.url = url;
    this.thumbprintSha256 = thumbprintSha256;
    this.certificatePem = certificatePem;
  }

  /**
   * Skips the calling test, saying why, when no simulator can be had; fails it instead where {@code
   * SLIPWAY_REQUIRE_PEERS=1}.
   */
  public static void assumeAvailable() {
    if (running().isPresent() || Program.FOUND.missing().isEmpty()) {
      return;
    }
    String reason = "vcsim cannot run: " + Program.FOUND.missing();
    if ("1".equals(System.getenv("SLIPWAY_REQUIRE_PEERS"))) {
      Assertions.fail(reason);
    }
    System.err.println("SKIPPED " + reason);
    Assumptions.abort(reason);
  }

  /**
   * Starts a simulator on a free port of loopback, after {@link #assumeAvailable()}.
   *
   * @param flags of the Go program, such as {@code -tls=false} or {@code -vms=20}
   */
  public static Vcsim start(String... flags) {
    assumeAvailable();
    return running().orElseGet(() -> launch(flags));
  }

  /** The SDK's URL. */
  public URI url() {
    return url;
  }

  /** SHA-256 of the certificate in upper-case pairs with colons; empty without TLS. */
  public String thumbprintSha256() {
    return thumbprintSha256;
  }

  /** The self-signed certificate; empty without TLS. */
  public String certificatePem() {
    return certificatePem;
  }

  /** How to log in, with the certificate pinned when it is known. */
  public VCenterEndpoint endpoint() {
    return endpoint(
        thumbprintSha256.isEmpty()
            ? new Trust.Unverified()
            : new Trust.Thumbprint(thumbprintSha256));
  }

  /** How to log in, with the given trust. */
  public VCenterEndpoint endpoint(Trust trust) {
    return new VCenterEndpoint(url, USERNAME, new Secret(PASSWORD), trust);
  }

  /** An HTTP client that trusts it, for what it tells tests besides the API. */
  public HttpClient client() throws IOException, GeneralSecurityException {
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (!certificatePem.isEmpty()) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null);
      trusted.setCertificateEntry(
          "vcsim",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(certificatePem.getBytes(StandardCharsets.UTF_8))));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, managers.getTrustManagers(), null);
      builder.sslContext(tls);
    }
    return builder.build();
  }

  /** Lets its clock, which no other clock has to do with, go on by so much. */
  public void pass(Duration time) throws Exception {
    ahead = ahead.plus(time);
    URI clock = url.resolve("/slipway/clock?ahead=" + ahead.toMillis() + "ms");
    try (HttpClient client = client()) {
      int status =
          client
              .send(
                  HttpRequest.newBuilder(clock).POST(BodyPublishers.noBody()).build(),
                  BodyHandlers.discarding())
              .statusCode();
      if (status != HttpURLConnection.HTTP_NO_CONTENT) {
        throw new IllegalStateException("vcsim answers " + status);
      }
    }
  }

  /** Ends the process; a simulator that was not started here is left alone. */
  @Override
  public void close() {
    if (process == null) {
      return;
    }
    try {
      process.getOutputStream().close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Vcsim> running() {
    return Optional.ofNullable(System.getenv("VCSIM_URL"))
        .map(url -> new Vcsim(null, URI.create(url), "", ""));
  }

  private static Vcsim launch(String... flags) {
    List<String> command = new ArrayList<>();
    command.add(Program.FOUND.binary().toString());
    command.addAll(List.of("-l", "127.0.0.1:0", "-username", USERNAME, "-password", PASSWORD));
    Collections.addAll(command, flags);
    try {
      Path log = Files.createTempFile(Program.DIRECTORY, "vcsim-", ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.to(log.toFile()))
              .start();
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      String line = output.readLine();
      if (line == null) {
        throw new IllegalStateException("vcsim did not start: " + Files.readString(log));
      }
      JsonNode announced = new ObjectMapper().readTree(line);
      return new Vcsim(
          process,
          URI.create(announced.path("url").asText()),
          announced.path("thumbprintSha256").asText(),
          announced.path("certificatePem").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The Go program as a binary.
   *
   * @param missing why there is none; empty when there is
   */
  private record Program(Path binary, String missing) {
    static final Path DIRECTORY = Path.of("target", "vcsim").toAbsolutePath();
    static final Program FOUND = find();

    private static Program find() {
      Path sources = Path.of("src", "test", "vcsim").toAbsolutePath();
      Path binary = DIRECTORY.resolve("vcsim");
      try {
        Files.createDirectories(DIRECTORY);
        if (Files.exists(binary) && !newerThan(binary, sources)) {
          return new Program(binary, "");
        }
        Process build =
            new ProcessBuilder("go", "build", "-o", binary.toString(), ".")
                .directory(sources.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (build.waitFor() != 0) {
          return new Program(binary, "go build failed: " + output);
        }
        return new Program(binary, "");
      } catch (IOException e) {
        return new Program(binary, "Go is not installed (" + e.getMessage() + ")");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Program(binary, "interrupted while it was built");
      }
    }

    private static boolean newerThan(Path binary, Path sources) throws IOException {
      long built = Files.getLastModifiedTime(binary).toMillis();
      try (Stream<Path> files = Files.list(sources)) {
        for (Path file : files.toList()) {
          if (Files.getLastModifiedTime(requireNonNull(file)).toMillis() > built) {
            return true;
          }
        }
        return false;
      }
    }
  }
}
