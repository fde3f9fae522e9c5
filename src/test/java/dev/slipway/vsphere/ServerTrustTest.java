package dev.slipway.vsphere;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.port.PortException;
import dev.slipway.port.VCenterEndpoint;
import dev.slipway.port.VCenterEndpoint.Trust;
import dev.slipway.testing.Vcsim;
import java.io.ByteArrayInputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTrustTest {
  private static final String OTHER = "AA:".repeat(31) + "AA";

  private static Vcsim vcsim;

  @TempDir private Path directory;

  @BeforeAll
  static void startPeer() {
    vcsim = Vcsim.start("-tls=true");
  }

  @AfterAll
  static void stopPeer() {
    if (vcsim != null) {
      vcsim.close();
    }
  }

  @Test
  void showsWhatTheServerPresentedWhenItIsNotTrusted() {
    assertUntrusted(
        vcsim.endpoint(new Trust.SystemAuthorities()),
        diagnostic -> {
          assertThat(diagnostic.detail())
              .contains(vcsim.thumbprintSha256(), "presented the certificate of", "issued by")
              .doesNotContain("Exception");
          assertThat(diagnostic.advice())
              .contains("tls: {thumbprint: \"" + vcsim.thumbprintSha256() + "\"}", "caFile");
        });
  }

  @Test
  void showsBothThumbprintsWhenAnotherIsPinned() {
    assertUntrusted(
        vcsim.endpoint(new Trust.Thumbprint(OTHER)),
        diagnostic -> {
          assertThat(diagnostic.detail()).contains(vcsim.thumbprintSha256(), OTHER);
          assertThat(diagnostic.advice()).contains("somebody may be listening in");
        });
  }

  @Test
  void trustsTheAuthoritiesOfAFile() throws Exception {
    Path pem = Files.writeString(directory.resolve("ca.pem"), vcsim.certificatePem());

    VSphereSession.open(vcsim.endpoint(new Trust.Authorities(pem))).close();
  }

  @Test
  void checksTheNameWhenAuthoritiesDecide() throws Exception {
    try (Vcsim elsewhere = Vcsim.start("-tls=true", "-l=127.0.0.2:0")) {
      Path pem = Files.writeString(directory.resolve("ca.pem"), elsewhere.certificatePem());

      assertUntrusted(
          elsewhere.endpoint(new Trust.Authorities(pem)),
          diagnostic -> assertThat(diagnostic.detail()).contains("127.0.0.2 found"));
      VSphereSession.open(elsewhere.endpoint()).close();
    }
  }

  @Test
  void doesNotTrustWhatOtherAuthoritiesVouchFor() throws Exception {
    try (Vcsim other = Vcsim.start("-tls=true")) {
      Path pem = Files.writeString(directory.resolve("ca.pem"), other.certificatePem());

      assertUntrusted(vcsim.endpoint(new Trust.Authorities(pem)), diagnostic -> {});
      VSphereSession.open(vcsim.endpoint()).close();
      VSphereSession.open(other.endpoint()).close();
      assertUntrusted(other.endpoint(vcsim.endpoint().trust()), diagnostic -> {});
    }
  }

  @Test
  void changesNothingForTheJvm() throws Exception {
    var verifier = HttpsURLConnection.getDefaultHostnameVerifier();
    var factory = HttpsURLConnection.getDefaultSSLSocketFactory();

    VSphereSession.open(vcsim.endpoint(new Trust.Unverified())).close();

    assertThat(HttpsURLConnection.getDefaultHostnameVerifier()).isSameAs(verifier);
    assertThat(HttpsURLConnection.getDefaultSSLSocketFactory()).isSameAs(factory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n"})
  void tellsThatAFileOfAuthoritiesIsNone(String content) throws Exception {
    Path file = Files.writeString(directory.resolve("ca.pem"), content);

    assertBadFile(file);
  }

  @Test
  void tellsThatTheFileOfAuthoritiesIsMissing() {
    assertBadFile(directory.resolve("missing.pem"));
  }

  @Test
  void pinsTheCertificateOfOneConnection() throws Exception {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(
                        vcsim.certificatePem().getBytes(StandardCharsets.US_ASCII)));
    String sha1 =
        HexFormat.ofDelimiter(":")
            .formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
    Connections connections = new Connections(new Trust.SystemAuthorities(), Deadlines.USUAL);

    for (String pin :
        new String[] {sha1, vcsim.thumbprintSha256().toLowerCase(java.util.Locale.ROOT)}) {
      HttpURLConnection connection = connections.open(vcsim.url(), pin);
      assertThat(connection.getResponseCode()).isPositive();
      connection.disconnect();
    }
    assertThatThrownBy(() -> connections.open(vcsim.url(), OTHER).getResponseCode())
        .isInstanceOf(SSLException.class)
        .hasRootCauseInstanceOf(UntrustedCertificateException.class);
    assertThatThrownBy(() -> connections.open(vcsim.url(), null).getResponseCode())
        .isInstanceOf(SSLException.class);
  }

  @Test
  void writesThumbprintsInOneForm() {
    assertThat(new Thumbprint("ab cd-ef").hex()).isEqualTo("AB:CD:EF");
    assertThat(new Thumbprint("AB:CD").hex()).isEqualTo("AB:CD");
  }

  private static void assertBadFile(Path file) {
    assertThatThrownBy(() -> VSphereSession.open(vcsim.endpoint(new Trust.Authorities(file))))
        .isInstanceOfSatisfying(
            PortException.class,
            e -> {
              assertThat(e.code()).isEqualTo("vcenter/ca-file");
              assertThat(e.category()).isEqualTo(Category.USER);
              assertThat(e.getMessage()).contains(requireNonNull(file.getFileName()).toString());
            });
  }

  private static void assertUntrusted(VCenterEndpoint endpoint, Consumer<Diagnostic> check) {
    assertThatThrownBy(() -> VSphereSession.open(endpoint))
        .isInstanceOfSatisfying(
            PortException.class,
            e -> {
              assertThat(e.code()).isEqualTo("vcenter/untrusted-certificate");
              assertThat(e.category()).isEqualTo(Category.ENVIRONMENT);
              check.accept(e.toDiagnostic());
            });
  }
}
