package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.model.ItemName;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.Lookup;
import dev.slipway.model.PackageUpload;
import dev.slipway.model.Secret;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.port.PortException;
import dev.slipway.port.VCenterEndpoint;
import dev.slipway.port.VCenterEndpoint.Trust;
import dev.slipway.testing.TinyPackage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Content libraries in the newer dialect, against a server that answers as the reference says. */
class ContentLibrariesTest {
  private static final LibraryItem ITEM = new LibraryItem("Images", "tiny", "i-1", "7");
  private static final String FILES = "GET /api/content/library/item/download-session/s-1/file";

  private static final String UPDATE = "/api/content/library/item/update-session";

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private HttpServer server;
  private RestSession rest;
  private ContentLibraries libraries;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
    VCenterEndpoint endpoint =
        new VCenterEndpoint(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/sdk"),
            "user",
            new Secret("secret"),
            new Trust.Unverified());
    rest =
        new RestSession(
            endpoint, new Connections(endpoint.trust(), Deadlines.USUAL), Deadlines.USUAL);
    libraries = new ContentLibraries(rest);
    answers.put("POST /api/session", "\"token\"");
    answers.put("POST /api/content/library/item/download-session", "\"s-1\"");
    answers.put(
        FILES,
        """
        [{"name": "tiny.vmdk", "status": "UNPREPARED"},
         {"name": "tiny.ovf", "status": "PREPARED",
          "download_endpoint": {"uri": "https://vc.example:443/cls/data/s-1/tiny.ovf"}}]
        """);
    answers.put("GET /cls/data/s-1/tiny.ovf", "<Envelope/>");
  }

  @AfterEach
  void stop() {
    rest.close();
    server.stop(0);
  }

  @Test
  void findsAnItemThatIsWrittenExactlySo() throws InterruptedException {
    answers.put("POST /api/content/library?action=find", "[\"l-0\", \"l-1\"]");
    answers.put("GET /api/content/library/l-0", "{\"name\": \"images\"}");
    answers.put("GET /api/content/library/l-1", "{\"name\": \"Images\"}");
    answers.put("POST /api/content/library/item?action=find", "[\"i-1\"]");
    answers.put(
        "GET /api/content/library/item/i-1", "{\"name\": \"tiny\", \"content_version\": \"7\"}");

    assertThat(libraries.find("Images", "tiny").found().flatMap(Lookup::found)).contains(ITEM);
    assertThat(requests)
        .contains(
            "POST /api/content/library?action=find {\"name\":\"Images\"}",
            "POST /api/content/library/item?action=find"
                + " {\"name\":\"tiny\",\"library_id\":\"l-1\"}");
  }

  @Test
  void readsTheDescriptorFromThisVCenterAndEndsTheSession() throws InterruptedException {
    assertThat(new String(libraries.descriptor(ITEM), StandardCharsets.UTF_8))
        .isEqualTo("<Envelope/>");
    assertThat(requests)
        .contains(
            "POST /api/content/library/item/download-session {\"library_item_id\":\"i-1\"}",
            "POST /api/content/library/item/download-session/s-1/file?action=prepare"
                + " {\"file_name\":\"tiny.ovf\"}",
            "POST /api/content/library/item/download-session/s-1?action=cancel {}");
  }

  @Test
  void tellsWhyALibraryCannotGiveTheDescriptor() {
    answers.put(
        FILES,
        """
        [{"name": "tiny.ovf", "status": "ERROR",
          "error_message": {"default_message": "The publisher does not answer."}}]
        """);

    assertThatThrownBy(() -> libraries.descriptor(ITEM))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("the content of item tiny of library Images is not there")
        .hasMessageContaining("The publisher does not answer.");
  }

  @Test
  void refusesWhatIsNoPackage() {
    answers.put(FILES, "[{\"name\": \"tools.iso\", \"status\": \"UNPREPARED\"}]");

    assertThatThrownBy(() -> libraries.descriptor(ITEM))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("item tiny of library Images is no OVF package");
    assertThat(requests)
        .contains("POST /api/content/library/item/download-session/s-1?action=cancel {}");
  }

  @Test
  void hasALibraryFetchWhatIsNotThere() throws InterruptedException {
    answers.put(
        "GET /api/content/library/item/i-1",
        "{\"name\": \"tiny\", \"source_id\": \"i-0\", \"cached\": false}");

    libraries.fetch(ITEM);

    assertThat(requests)
        .contains(
            "POST /api/content/library/subscribed-item/i-1?action=sync"
                + " {\"force_sync_content\":true}");
  }

  @Test
  void makesAnItemAsTheReferenceSays(@TempDir Path folder) throws Exception {
    TinyPackage tiny = TinyPackage.in(folder, 3000);
    answers.put("POST /api/content/library?action=find", "[\"l-1\", \"l-2\"]");
    answers.put("GET /api/content/library/l-1", "{\"name\": \"Images\", \"type\": \"SUBSCRIBED\"}");
    answers.put("GET /api/content/library/l-2", "{\"name\": \"Images\", \"type\": \"LOCAL\"}");
    answers.put("POST /api/content/library/item?action=find", "[]");
    answers.put("POST /api/content/library/item", "\"i-2\"");
    answers.put("POST " + UPDATE, "\"u-1\"");
    answers.put("GET " + UPDATE + "/u-1", "{\"state\": \"DONE\"}");
    answers.put(
        "POST " + UPDATE + "/u-1/file",
        "{\"upload_endpoint\": {\"uri\": \"https://vc.example:443/cls/data/u-1/file\"}}");

    upload(tiny);

    assertThat(requests)
        .contains(
            "POST /api/content/library/item {\"library_id\":\"l-2\",\"name\":\"tiny\","
                + "\"description\":\"tiny.ovf, slipway sha256:"
                + "a".repeat(64)
                + "\",\"type\":\"ovf\"}",
            "POST " + UPDATE + " {\"library_item_id\":\"i-2\"}",
            "POST "
                + UPDATE
                + "/u-1/file {\"name\":\"tiny-disk1.vmdk\",\"source_type\":\"PUSH\",\"size\":3000,"
                + "\"checksum_info\":{\"algorithm\":\"SHA256\",\"checksum\":\""
                + tiny.diskSha256()
                + "\"}}",
            "POST " + UPDATE + "/u-1?action=keep-alive {}",
            "POST " + UPDATE + "/u-1?action=complete {}");
    assertThat(requests.stream().filter(request -> request.startsWith("PUT /cls/data/u-1/file")))
        .hasSize(3);
  }

  @Test
  void removesWhatALibraryDoesNotTakeIn(@TempDir Path folder) throws Exception {
    answers.put("POST /api/content/library?action=find", "[\"l-2\"]");
    answers.put("GET /api/content/library/l-2", "{\"name\": \"Images\", \"type\": \"LOCAL\"}");
    answers.put("POST /api/content/library/item?action=find", "[]");
    answers.put("POST /api/content/library/item", "\"i-2\"");
    answers.put("POST " + UPDATE, "\"u-1\"");
    answers.put("GET " + UPDATE + "?library_item_id=i-2", "[\"u-1\"]");
    answers.put(
        "GET " + UPDATE + "/u-1",
        "{\"state\": \"ERROR\", \"library_item_id\": \"i-2\","
            + " \"error_message\": {\"default_message\": \"The disk is no disk.\"}}");
    answers.put("POST " + UPDATE + "/u-1/file", "{\"upload_endpoint\": {\"uri\": \"/up\"}}");

    assertThatThrownBy(() -> upload(TinyPackage.in(folder, 3000)))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("does not take the content of item tiny of library Images")
        .hasMessageContaining("The disk is no disk.");

    assertThat(requests).contains("DELETE /api/content/library/item/i-2");
  }

  private void upload(TinyPackage tiny) throws IOException, InterruptedException {
    try (OvfPackage ovfPackage = tiny.open()) {
      SortedMap<String, String> checksums = new TreeMap<>();
      checksums.put("tiny-disk1.vmdk", "SHA256:" + tiny.diskSha256());
      new ItemUpload(rest, libraries)
          .run(
              new PackageUpload(
                  new ItemName("Images", "tiny"), ovfPackage.file(), "a".repeat(64), checksums),
              ovfPackage,
              (sent, total) -> {});
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add(body.isEmpty() ? call : call + " " + body);
      if (call.endsWith("?action=sync")) {
        answers.put(
            "GET /api/content/library/item/i-1",
            "{\"name\": \"tiny\", \"source_id\": \"i-0\", \"cached\": true}");
      }
      byte[] answer = answers.getOrDefault(call, "").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }
}
