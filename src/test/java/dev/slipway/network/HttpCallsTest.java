package dev.slipway.network;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.slipway.diag.Category;
import dev.slipway.model.Secret;
import dev.slipway.model.StepAction.Method;
import dev.slipway.port.AddressResolver;
import dev.slipway.port.HttpRequests.Request;
import dev.slipway.port.HttpRequests.Response;
import dev.slipway.port.PortException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpCallsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final WireMockServer server =
      new WireMockServer(
          wireMockConfig().dynamicPort().dynamicHttpsPort().bindAddress("127.0.0.1"));
  private final HttpCalls calls = new HttpCalls(AddressResolver.direct());

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private void answer(ResponseDefinitionBuilder response) {
    server.stubFor(any(anyUrl()).willReturn(response));
  }

  private URI http(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private URI https(String path) {
    return URI.create("https://127.0.0.1:" + server.httpsPort() + path);
  }

  private static Request request(Method method, URI url, @Nullable String body) {
    return new Request(
        method,
        url,
        Map.of("X-Token", new Secret("t1"), "Content-Type", new Secret("text/plain")),
        body == null ? null : new Secret(body),
        Set.of(),
        LONG);
  }

  private PortException failure(Request request) {
    return catchThrowableOfType(PortException.class, () -> calls.send(request));
  }

  @Test
  void sendsWhatItIsToldAndReadsTheWholeAnswer() throws Exception {
    answer(
        aResponse()
            .withStatus(201)
            .withHeader("Location", "/made/1")
            .withHeader("Content-Type", "text/plain; charset=ISO-8859-1")
            .withBody(new byte[] {'s', (byte) 0xfc, (byte) 0xdf}));

    Response response = calls.send(request(Method.POST, http("/a?b=c"), "grüß"));

    assertThat(response.status()).isEqualTo(201);
    assertThat(response.headers().get("location")).isEqualTo("/made/1");
    assertThat(response.body()).isEqualTo("süß");
    server.verify(
        1,
        postRequestedFor(urlEqualTo("/a?b=c"))
            .withHeader("X-Token", equalTo("t1"))
            .withHeader("User-Agent", equalTo("slipway"))
            .withRequestBody(equalTo("grüß")));
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void everyMethodIsSentOnceWhateverTheAnswerIs(Method method) throws Exception {
    for (int status : new int[] {200, 204, 302, 401, 404, 503}) {
      server.resetRequests();
      answer(aResponse().withStatus(status).withHeader("Location", "/elsewhere"));
      assertThat(calls.send(request(method, http("/x"), null)).status()).isEqualTo(status);
      server.verify(1, anyRequestedFor(anyUrl()));
    }
  }

  @Test
  void theBodyOfAnErrorIsReadToo() throws Exception {
    answer(aResponse().withStatus(503).withBody("starting"));
    assertThat(calls.send(request(Method.GET, http("/"), null)).body()).isEqualTo("starting");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER", "RANDOM_DATA_THEN_CLOSE"})
  void whatBreaksOffMayBeTriedAgainByTheStepButIsNotHere(Fault fault) {
    answer(aResponse().withFault(fault));
    PortException failure = failure(request(Method.POST, http("/"), "x"));
    assertThat(failure.code()).isEqualTo("http/unreachable");
    assertThat(failure.category()).isEqualTo(Category.ENVIRONMENT);
    server.verify(1, anyRequestedFor(anyUrl()));
  }

  /** It is never silent for as long as the deadline, which is for the whole answer. */
  @Test
  void nothingIsWaitedForLongerThanTheDeadline() {
    answer(aResponse().withChunkedDribbleDelay(1000, 600_000).withBody("x".repeat(2000)));
    Request patient = request(Method.GET, http("/"), null);
    PortException failure =
        failure(
            new Request(
                patient.method(), patient.url(), Map.of(), null, Set.of(), Duration.ofSeconds(3)));
    assertThat(failure).hasMessageContaining("no complete answer in time");
  }

  @Test
  void anAnswerThatIsTooLargeIsNotKept() {
    answer(aResponse().withBody(new byte[HttpCalls.LARGEST_BODY + 1]));
    assertThat(failure(request(Method.GET, http("/"), null)))
        .hasMessageContaining("larger than 16777216 bytes");
  }

  @Test
  void theResolverSaysWhereItGoes() throws Exception {
    answer(aResponse().withBody("here"));
    HttpCalls led =
        new HttpCalls(
            (host, port) -> new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    assertThat(led.send(request(Method.GET, URI.create("http://10.20.0.11:8281"), null)).body())
        .isEqualTo("here");
  }

  @Test
  void aCertificateThatNobodyVouchesForIsAcceptedOnlyWhenItIsKnown() throws Exception {
    answer(aResponse().withBody("safe"));
    Request request = request(Method.GET, https("/"), null);

    PortException refused = failure(request);
    assertThat(refused.code()).isEqualTo("http/untrusted-certificate");
    String certificate = calls.unvouched(https("/"), LONG).orElseThrow();
    assertThat(refused).hasMessageContaining(certificate);
    server.verify(0, anyRequestedFor(anyUrl()));

    assertThat(calls.send(request.accepting(certificate)).body()).isEqualTo("safe");
    PortException changed = failure(request.accepting("00" + certificate.substring(2)));
    assertThat(changed.code()).isEqualTo("http/certificate-changed");
    assertThat(changed.category()).isEqualTo(Category.CONFLICT);
    server.verify(1, anyRequestedFor(anyUrl()));
  }
}
