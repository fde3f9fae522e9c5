package dev.slipway.vsphere;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.notFound;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.trafficlistener.DoNothingWiremockNetworkTrafficListener;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.VimPortType;
import dev.slipway.diag.Category;
import dev.slipway.model.Secret;
import dev.slipway.port.PortException;
import dev.slipway.port.VCenterEndpoint;
import dev.slipway.port.VCenterEndpoint.Trust;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the session makes of answers that no healthy vCenter gives. */
class BrokenVCenterTest {
  private static final Deadlines SHORT =
      new Deadlines(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(600));
  private static final Deadlines LONG =
      new Deadlines(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));

  private final AtomicInteger connections = new AtomicInteger();
  private final WireMockServer server =
      new WireMockServer(
          wireMockConfig()
              .dynamicPort()
              .bindAddress("127.0.0.1")
              .networkTrafficListener(
                  new DoNothingWiremockNetworkTrafficListener() {
                    @Override
                    public void opened(Socket socket) {
                      connections.incrementAndGet();
                    }
                  }));

  @BeforeEach
  void answerAsAHealthyOne() {
    server.start();
    server.stubFor(get(urlEqualTo("/sdk/vimServiceVersions.xml")).willReturn(notFound()));
    answer(
        "RetrieveServiceContent",
        soap(
            """
            <RetrieveServiceContentResponse xmlns="urn:vim25"><returnval>
              <rootFolder type="Folder">group-d1</rootFolder>
              <propertyCollector type="PropertyCollector">pc</propertyCollector>
              <about><fullName>VMware vCenter Server</fullName></about>
              <sessionManager type="SessionManager">SessionManager</sessionManager>
            </returnval></RetrieveServiceContentResponse>
            """));
    answer(
        "Login",
        soap("<LoginResponse xmlns=\"urn:vim25\"><returnval/></LoginResponse>")
            .withHeader("Set-Cookie", "vmware_soap_session=\"s1\"; Path=/; HttpOnly; Secure"));
    answer("Logout", soap("<LogoutResponse xmlns=\"urn:vim25\"/>"));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void usesOneConnectionAndKeepsTheCookie() throws Exception {
    answer("CreateFolder", reference("Folder", "group-1"));
    try (VSphereSession session = open(LONG)) {
      createFolder(session);
      createFolder(session);
    }

    assertThat(connections).hasValue(1);
    server.verify(
        2,
        postRequestedFor(urlEqualTo("/sdk"))
            .withRequestBody(containing("<CreateFolder"))
            .withHeader("Cookie", equalTo("vmware_soap_session=\"s1\""))
            .withHeader("SOAPAction", equalTo("urn:vim25/6.5")));
    server.verify(1, postRequestedFor(urlEqualTo("/sdk")).withRequestBody(containing("<Logout")));
  }

  @Test
  void usesTheConnectionAgainAfterAFault() throws Exception {
    answer("CreateFolder", fault("InvalidName", "<name>x</name>", "The name is bad."));
    try (VSphereSession session = open(LONG)) {
      assertFails("vcenter/fault", () -> createFolder(session));
      assertFails("vcenter/fault", () -> createFolder(session));
    }
    assertThat(connections).hasValue(1);
  }

  @Test
  void asksForGzipAndInflatesIt() throws Exception {
    String folder =
        "</new><returnval type=\"Folder\">group-7</returnval></R></e:Body></e:Envelope>";
    answer("CreateFolder", gzipped(gzip(beginning(), 1 << 20, folder)));
    try (VSphereSession session = open(LONG)) {
      assertThat(createFolder(session).getVal()).isEqualTo("group-7");
      assertThat(createFolder(session).getVal()).isEqualTo("group-7");
    }
    assertThat(connections).hasValue(1);
    server.verify(
        2,
        postRequestedFor(urlEqualTo("/sdk"))
            .withRequestBody(containing("<CreateFolder"))
            .withHeader("Accept-Encoding", equalTo("gzip")));
  }

  @Test
  void endsAnAnswerThatInflatesWithoutEnd() throws Exception {
    byte[] bomb = gzip(beginning(), 2 * BoundedAnswer.MOST, "");
    assertThat(bomb).hasSizeLessThan(1 << 20);
    answer("CreateFolder", gzipped(bomb));
    try (VSphereSession session = open(LONG)) {
      assertThatThrownBy(() -> createFolder(session))
          .isInstanceOf(PortException.class)
          .hasMessageContaining("it is larger than 64 MiB");
    }
  }

  @Test
  void saysWhatIsWrongWithGzipThatIsDamaged() throws Exception {
    byte[] damaged = gzip(beginning(), 1 << 20, "");
    Arrays.fill(damaged, 40, damaged.length, (byte) 0xFF);
    answer("CreateFolder", gzipped(damaged));
    try (VSphereSession session = open(LONG)) {
      assertFails("vcenter/broken-answer", () -> createFolder(session));
    }
  }

  @Test
  void livesWithAServerThatTellsNoPrivileges() throws Exception {
    answer("HasPrivilegeOnEntities", fault("InvalidRequest", "", "Unable to resolve WSDL method"));
    try (VSphereSession session = open(LONG)) {
      assertThat(Privileges.missing(session, List.of(), Set.of())).isEmpty();
    }
    server.verify(
        1,
        postRequestedFor(urlEqualTo("/sdk"))
            .withRequestBody(containing("<HasPrivilegeOnEntities")));
  }

  @Test
  void speaksTheVersionThatTheServerLists() throws Exception {
    server.stubFor(
        get(urlEqualTo("/sdk/vimServiceVersions.xml"))
            .willReturn(
                aResponse()
                    .withBody(
                        """
                        <namespaces version="1.0"><namespace><name>urn:vim25</name>
                          <version>5.5</version></namespace></namespaces>
                        """)));

    open(LONG).close();

    server.verify(
        3, postRequestedFor(urlEqualTo("/sdk")).withHeader("SOAPAction", equalTo("urn:vim25/5.5")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NoPermission | <object type=\"Folder\">group-1</object><privilegeId>Folder.Create</privilegeId> | vcenter/no-permission | Folder.Create is missing on Folder group-1",
        "ManagedObjectNotFound | <obj type=\"Folder\">group-1</obj> | vcenter/object-vanished | Folder group-1",
        "DuplicateName | <name>f</name><object type=\"Folder\">group-2</object> | vcenter/duplicate-name | \"f\" is taken by Folder group-2",
        "TaskInProgress | <task type=\"Task\">task-1</task> | vcenter/task-in-progress | Task task-1",
        "InvalidName | <name>f</name> | vcenter/fault | InvalidName: Told so.",
        "ThingOfTheFuture | <name>f</name> | vcenter/fault | ThingOfTheFuture: Told so.",
        "NotAuthenticated | '' | vcenter/session-expired | ended the session",
        "InvalidArgument | <faultMessage><key>k</key><message>More.</message></faultMessage> | vcenter/fault | InvalidArgument: Told so. More.",
      })
  void putsFaultsIntoWords(String type, String content, String code, String words)
      throws Exception {
    answer("CreateFolder", fault(type, content, "Told so."));
    try (VSphereSession session = open(LONG)) {
      assertThatThrownBy(() -> createFolder(session))
          .isInstanceOfSatisfying(
              PortException.class,
              e -> {
                assertThat(e.code()).isEqualTo(code);
                assertThat(e.toDiagnostic().summary()).isEqualTo("cannot create folder f");
                assertThat(e.toDiagnostic().detail()).contains(words);
              });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "404, text/html, vcenter/not-a-vcenter",
    "200, text/html, vcenter/not-a-vcenter",
    "500, application/json, vcenter/not-a-vcenter",
    "401, text/html, vcenter/not-a-vcenter",
    "403, text/html, vcenter/not-a-vcenter",
    "301, text/html, vcenter/not-a-vcenter",
    "502, text/html, vcenter/unreachable",
    "503, text/xml, vcenter/unreachable"
  })
  void knowsWhatIsNoVCenter(int status, String type, String code) {
    answer(
        "RetrieveServiceContent",
        aResponse()
            .withStatus(status)
            .withHeader("Content-Type", type)
            .withHeader("Location", "http://127.0.0.1:9/else")
            .withHeader("WWW-Authenticate", "Basic realm=x")
            .withBody("<html>"));

    assertFails(code, () -> open(LONG));
  }

  @Test
  void knowsThatXmlAloneIsNoVCenter() {
    answer(
        "RetrieveServiceContent",
        aResponse().withHeader("Content-Type", "text/xml").withBody("<html><body/></html>"));

    assertFails("vcenter/not-a-vcenter", () -> open(LONG));
  }

  @Test
  void cleansWhatTheServerSays() throws Exception {
    answer("CreateFolder", fault("InvalidName", "", "line\n&#9;\u0085two"));
    try (VSphereSession session = open(LONG)) {
      assertThatThrownBy(() -> createFolder(session))
          .hasMessage("cannot create folder f: InvalidName: line two");
    }
  }

  @Test
  void refusesBrokenEnvelopes() throws Exception {
    answer(
        "CreateFolder",
        aResponse()
            .withHeader("Content-Type", "text/xml")
            .withBody(
                "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>"));
    try (VSphereSession session = open(LONG)) {
      assertFails("vcenter/broken-answer", () -> createFolder(session));
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void neverSendsAChangeTwice(Fault fault) throws Exception {
    answer("CreateFolder", aResponse().withFault(fault));
    try (VSphereSession session = open(LONG)) {
      assertThatThrownBy(() -> createFolder(session)).isInstanceOf(PortException.class);
    }
    server.verify(
        1, postRequestedFor(urlEqualTo("/sdk")).withRequestBody(containing("<CreateFolder")));
  }

  @Test
  void hasADeadlineForSilence() throws Exception {
    answer("CreateFolder", reference("Folder", "group-1").withFixedDelay(60_000));
    assertTimesOut();
  }

  @Test
  void hasADeadlineForAnswersThatDrip() throws Exception {
    answer("CreateFolder", reference("Folder", "group-1").withChunkedDribbleDelay(1_000, 120_000));
    assertTimesOut();
  }

  @Test
  void endsACallWhenInterrupted() throws Exception {
    answer("CreateFolder", reference("Folder", "group-1").withFixedDelay(60_000));
    try (VSphereSession session = open(LONG)) {
      FutureTask<Void> call =
          new FutureTask<>(() -> {
            createFolder(session);
            return null;
          });
      Thread thread = Thread.ofPlatform().start(call);
      thread.interrupt();

      assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void cancelsATaskWhenInterrupted() throws Exception {
    answer("CreatePropertyCollector", reference("PropertyCollector", "own"));
    answer("CreateFilter", reference("PropertyFilter", "filter"));
    answer("WaitForUpdatesEx", soap("<R xmlns=\"urn:vim25\"/>").withFixedDelay(60_000));
    answer("DestroyPropertyCollector", soap("<R xmlns=\"urn:vim25\"/>"));
    answer("CancelTask", soap("<R xmlns=\"urn:vim25\"/>"));
    ManagedObjectReference task = new ManagedObjectReference();
    task.setType("Task");
    task.setVal("task-1");
    try (VSphereSession session = open(LONG)) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> session.awaitTask(task, "power on", "VM x", Duration.ofMinutes(1)))
          .isInstanceOf(InterruptedException.class);
    }
    server.verify(
        postRequestedFor(urlEqualTo("/sdk"))
            .withRequestBody(containing("<_this type=\"Task\">task-1</_this></CancelTask>")));
  }

  @Test
  void tellsHostAndPortThatRefuse() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    assertThatThrownBy(() -> VSphereSession.open(endpoint("http://127.0.0.1:" + port + "/sdk")))
        .isInstanceOfSatisfying(
            PortException.class,
            e -> {
              assertThat(e.code()).isEqualTo("vcenter/unreachable");
              assertThat(e.category()).isEqualTo(Category.ENVIRONMENT);
              assertThat(e.getMessage())
                  .isEqualTo(
                      "cannot log in to vCenter 127.0.0.1: 127.0.0.1:"
                          + port
                          + ": Connection refused.");
            });
  }

  @Test
  void tellsThatPlainHttpIsNoTls() {
    assertFails(
        "vcenter/unreachable",
        () -> VSphereSession.open(endpoint("https://127.0.0.1:" + server.port() + "/sdk")));
  }

  @Test
  void doesNotThrowWhenTheServerIsGoneAtTheEnd() throws Exception {
    VSphereSession session = open(LONG);
    server.stop();

    session.close();
  }

  private void assertTimesOut() throws Exception {
    URI url = URI.create(server.baseUrl() + "/sdk");
    SoapClient client = new SoapClient(url, new Connections(new Trust.Unverified(), SHORT), SHORT);
    ManagedObjectReference folder = new ManagedObjectReference();
    folder.setType("Folder");
    folder.setVal("group-d1");

    assertThatThrownBy(() -> new VimPortType(client).createFolder(folder, "f"))
        .hasRootCauseInstanceOf(SocketTimeoutException.class)
        .satisfies(e ->
            assertThat(new FaultTranslation(url).translate("create", "f", (Exception) e).code())
                .isEqualTo("vcenter/unreachable"));
  }

  private ManagedObjectReference createFolder(VSphereSession session) throws InterruptedException {
    return session.call(
        "create", "folder f", vim -> vim.createFolder(session.content().getRootFolder(), "f"));
  }

  private VSphereSession open(Deadlines deadlines) throws InterruptedException {
    return VSphereSession.open(endpoint(server.baseUrl() + "/sdk"), deadlines);
  }

  private static VCenterEndpoint endpoint(String url) {
    return new VCenterEndpoint(URI.create(url), "user", new Secret("pass"), new Trust.Unverified());
  }

  private static void assertFails(String code, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(PortException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  /** The head of an answer that begins a text in an element that nobody asked for. */
  private static String beginning() {
    return """
    <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>\
    <R xmlns="urn:vim25"><new>\
    """;
  }

  private static ResponseDefinitionBuilder gzipped(byte[] content) {
    return aResponse()
        .withHeader("Content-Type", "text/xml; charset=utf-8")
        .withHeader("Content-Encoding", "gzip")
        .withBody(content);
  }

  private static byte[] gzip(String head, long spaces, String tail) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(content)) {
      out.write(head.getBytes(UTF_8));
      byte[] block = " ".repeat(1 << 16).getBytes(UTF_8);
      for (long left = spaces; left > 0; left -= block.length) {
        out.write(block);
      }
      out.write(tail.getBytes(UTF_8));
    }
    return content.toByteArray();
  }

  private void answer(String method, ResponseDefinitionBuilder response) {
    server.stubFor(
        post(urlEqualTo("/sdk"))
            .withRequestBody(containing("<" + method + " "))
            .willReturn(response));
  }

  private static ResponseDefinitionBuilder reference(String type, String value) {
    return soap(
        "<R xmlns=\"urn:vim25\"><returnval type=\"%s\">%s</returnval></R>".formatted(type, value));
  }

  private static ResponseDefinitionBuilder fault(String type, String content, String told) {
    return soap("""
    <e:Fault><faultcode>ServerFaultCode</faultcode><faultstring>%s</faultstring>
      <detail><%sFault xmlns="urn:vim25" xsi:type="%s">%s</%sFault></detail></e:Fault>
    """
            .formatted(told, type, type, content, type))
        .withStatus(500);
  }

  private static ResponseDefinitionBuilder soap(String body) {
    return aResponse()
        .withHeader("Content-Type", "text/xml; charset=utf-8")
        .withBody(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
              xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Body>%s</e:Body></e:Envelope>
            """
                .formatted(body));
  }
}
