package dev.slipway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.download.PackageDownloads;
import dev.slipway.model.StepAction.Method;
import dev.slipway.network.HttpCalls;
import dev.slipway.port.AddressResolver;
import dev.slipway.port.HttpRequests.Request;
import dev.slipway.port.PortException;
import dev.slipway.testing.Vcsim;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authorities of a company's own, asked about a server whose certificate is its own authority. */
class AuthoritiesTest {
  private static Vcsim server;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    server = Vcsim.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theJvmDoesNotKnowIt() {
    assertThatThrownBy(() -> new HttpCalls(AddressResolver.direct()).send(request()))
        .isInstanceOf(PortException.class);
    assertThatThrownBy(() -> fetch(null)).isInstanceOf(PortException.class);
  }

  @Test
  void requestsAndDownloadsTrustWhatTheFileVouchesFor() throws Exception {
    Authorities authorities = Authorities.besidesJvm(pem());

    assertThat(new HttpCalls(AddressResolver.direct(), authorities).send(request()).status())
        .isEqualTo(200);
    assertThat(fetch(authorities)).exists();
  }

  @Test
  void thoseOfTheJvmAreStillTrusted() throws Exception {
    int own = Authorities.ofJvm().judge().getAcceptedIssuers().length;

    assertThat(Authorities.besidesJvm(pem()).judge().getAcceptedIssuers()).hasSize(own + 1);
    assertThat(Authorities.in(pem()).judge().getAcceptedIssuers()).hasSize(1);
  }

  @Test
  void aFileWithoutCertificatesIsRefused() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");

    assertThatThrownBy(() -> Authorities.besidesJvm(empty))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void theInventoryFileNamesThem() throws IOException {
    Path project = Path.of("").toAbsolutePath();
    Files.writeString(folder.resolve("empty.pem"), "nothing");
    Files.writeString(
        folder.resolve("site.yaml"),
        Files.readString(project.resolve("inventories/sandbox.yaml"))
            .replace("spec:\n", "spec:\n  https: {caFile: empty.pem}\n"));
    Path blueprint =
        Files.writeString(
            folder.resolve("hcc.yaml"),
            Files.readString(project.resolve("blueprints/hcc-london.yaml"))
                .replace("package: ", "package: " + project + "/"));

    CommandLineRun plan =
        new CommandLineRun.Shell(folder).run("plan", blueprint.toString(), "-i", "site.yaml");

    assertThat(plan.exitCode()).isEqualTo(3);
    assertThat(plan.err())
        .contains("error: the certificate authorities cannot be used", "site.yaml:8:19");
  }

  private Path fetch(@Nullable Authorities authorities) throws InterruptedException {
    return new PackageDownloads(folder.resolve("cache"), pause -> {}, authorities)
        .fetch(address(), null, (received, total) -> {});
  }

  private Path pem() throws IOException {
    return Files.writeString(folder.resolve("ca.pem"), server.certificatePem());
  }

  private static URI address() {
    return server.url().resolve("/slipway/uploads");
  }

  private static Request request() {
    return new Request(Method.GET, address(), Map.of(), null, Set.of(), Duration.ofSeconds(20));
  }
}
