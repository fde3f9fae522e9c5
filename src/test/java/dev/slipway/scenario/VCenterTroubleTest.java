package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.testing.Vcsim;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong with a vCenter is told with what it answered and where it was named. */
class VCenterTroubleTest {
  private static final int FAILED = 1;
  private static final int INPUT_WRONG = 3;
  private static final int CONFLICT = 4;

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void furnish() throws IOException {
    workplace = new Workplace(folder);
  }

  @Test
  void aRefusedPortIsUnreachable() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    workplace.onVCenter("https://127.0.0.1:" + port + "/sdk");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run,
        FAILED,
        "error: cannot log in to vCenter 127.0.0.1",
        "--> site.yaml:16:10",
        "127.0.0.1:PORT: Connection refused.",
        "Check the vCenter's URL in the inventory file");
    workplace.assertGolden("vcenter-unreachable", run);
  }

  @Test
  void aNameThatNobodyKnowsIsUnreachable() throws IOException {
    workplace.onVCenter("https://vcenter.lon.invalid/sdk");

    workplace.assertTold(
        workplace.plan(),
        FAILED,
        "error: cannot log in to vCenter vcenter.lon.invalid",
        "--> site.yaml:16:10",
        "the name is not known",
        "its name in DNS");
  }

  @Test
  void aWebServerIsNotAVCenter() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] page = "<html><body>It works!</body></html>".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    try {
      workplace.onVCenter("http://127.0.0.1:" + server.getAddress().getPort());

      CommandLineRun run = workplace.plan();

      workplace.assertTold(
          run,
          FAILED,
          "127.0.0.1:PORT does not answer as a vCenter does",
          "--> site.yaml:16:10",
          "text/html",
          "it usually ends in /sdk");
      workplace.assertGolden("not-a-vcenter", run);
    } finally {
      server.stop(0);
    }
  }

  /** With one simulated vCenter for all, which is only looked at. */
  @Nested
  class WithAnAnswer {
    private static Vcsim vcsim;

    @BeforeAll
    static void start() {
      vcsim = Vcsim.start("-vms=1");
    }

    @AfterAll
    static void stop() {
      vcsim.close();
    }

    @Test
    void aWrongPasswordIsRefused() throws IOException {
      workplace.on(vcsim).shell().with("VSPHERE_PASSWORD", "wrong-horse");

      CommandLineRun run = workplace.plan();

      workplace.assertTold(
          run,
          FAILED,
          "error: cannot log in to vCenter 127.0.0.1",
          "--> site.yaml:16:10",
          "does not accept this user name and password",
          "that the account is not locked");
      assertThat(run.err()).doesNotContain("wrong-horse");
      workplace.assertGolden("wrong-password", run);
    }

    @Test
    void nobodyLogsInForABlueprintThatIsWrong() throws Exception {
      workplace.on(vcsim).blueprint("horizon-cloud-connector.ova", "absent.ova");
      JsonNode before = calls();

      workplace.assertTold(workplace.plan(), INPUT_WRONG, "absent.ova");

      assertThat(calls().path("Login")).isEqualTo(before.path("Login"));
    }

    private static JsonNode calls() throws Exception {
      try (HttpClient client = vcsim.client()) {
        return new ObjectMapper()
            .readTree(
                client
                    .send(
                        HttpRequest.newBuilder(vcsim.url().resolve("/slipway/calls")).build(),
                        BodyHandlers.ofString())
                    .body());
      }
    }

    @Test
    void anUntrustedCertificateShowsTheThumbprintThatWorks() throws IOException {
      workplace.onVCenter(vcsim.url().toString());

      CommandLineRun run = workplace.plan();

      workplace.assertTold(
          run,
          FAILED,
          "with the SHA-256 thumbprint THUMBPRINT",
          "--> site.yaml:16:10",
          "tls: {thumbprint: \"THUMBPRINT\"}");
      assertThat(run.err()).contains(vcsim.thumbprintSha256());
      workplace.assertGolden("untrusted-certificate", run);

      CommandLineRun pinned =
          new Workplace(Files.createDirectory(folder.resolve("pinned"))).on(vcsim).plan();
      assertThat(pinned.err()).doesNotContain("error:");
      assertThat(pinned.exitCode()).isZero();
    }

    @Test
    void anotherPinnedThumbprintIsAWarningOfListeners() throws IOException {
      workplace.onVCenter(vcsim.url().toString(), "AB:".repeat(31) + "AB");

      CommandLineRun run = workplace.plan();

      workplace.assertTold(
          run, FAILED, "Another one is pinned", "somebody may be listening in", "site.yaml:16:10");
    }

    @Test
    void placesThatAreNotThereNameThoseThatAre() throws IOException {
      workplace.on(vcsim).inventory("mgmt-01", "mgmt-1").inventory("vsan-01", "vsan-1");
      workplace.inventory("VM Network: horizon-mgmt", "VM Network: horizon-mngmt");

      workplace.assertTold(
          workplace.plan(),
          INPUT_WRONG,
          "there is no cluster mgmt-1",
          "--> site.yaml:7:14",
          "these to this user: mgmt-01.",
          "there is no datastore vsan-1",
          "these to this user: vsan-01.",
          "there is no network horizon-mngmt",
          "Did you mean \"horizon-mgmt\"?");
    }

    @Test
    void aDatacenterThatIsNotThereNamesThoseThatAre() throws IOException {
      workplace.on(vcsim).inventory("datacenter: LON", "datacenter: LNO");

      workplace.assertTold(
          workplace.plan(),
          INPUT_WRONG,
          "error: there is no datacenter LNO",
          "--> site.yaml:6:17",
          "these to this user: LON.",
          "Did you mean \"LON\"?");
    }

    @Test
    void aVmThatSomebodyElseMadeIsNotTouched() throws IOException {
      workplace
          .on(vcsim)
          .inventory("    folder: Horizon\n", "")
          .blueprint("name: hcc-lon-1", "name: foreign-00001");

      CommandLineRun run = workplace.apply();

      workplace.assertTold(
          run,
          CONFLICT,
          "error: a VM named foreign-00001 is not ours",
          "--> hcc.yaml:11:14",
          "It bears no mark of Slipway, so somebody else made it.");
      assertThat(run.err()).doesNotContain("deploy ");
    }

    @Test
    void aChangedDiskIsFoundInTheUploadAndNoVmIsLeft() throws IOException {
      Path archive = workplace.on(vcsim).ownPackage();
      try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
        file.seek(file.length() / 2);
        int old = file.read();
        file.seek(file.length() / 2);
        file.write(old ^ 1);
      }

      CommandLineRun apply = workplace.apply("--parallelism", "1");

      workplace.assertTold(
          apply, INPUT_WRONG, "is not the one that the manifest means", "fetch the package again");
      assertThat(apply.err()).containsOnlyOnce("error: ");
      assertThat(workplace.plan().out()).contains("vm/hcc-lon-1 will be created");
    }
  }

  @Test
  void aGuestThatReportsNoAddressIsDiagnosed() throws IOException {
    try (Vcsim vcsim = Vcsim.start("-address-property=^none$")) {
      workplace
          .on(vcsim)
          .withOwnTemplates()
          .edit(
              "mine/horizon-cloud-connector/appliance.yaml",
              "addressTimeout: 15m",
              "addressTimeout: 1s");

      workplace.assertTold(
          workplace.apply("--templates", "mine"),
          FAILED,
          "error: hcc-lon-1 did not report 10.20.0.11",
          "It reports no address after 1 s; VMware Tools: ",
          "power: on; host: mgmt-01-esx-0",
          "Look at the VM's console");
    }
  }
}
