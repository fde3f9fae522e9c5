package dev.slipway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Secret;
import dev.slipway.model.StepAction.Method;
import dev.slipway.network.HttpCalls;
import dev.slipway.port.HttpRequests;
import dev.slipway.port.HttpRequests.Request;
import dev.slipway.port.HttpRequests.Response;
import dev.slipway.port.PortException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are no VMs, such as load balancers, answer in the sandbox too. */
class SandboxServicesTest {
  @TempDir private Path folder;
  private SandboxAppliances appliances;

  @BeforeEach
  void openSandbox() throws IOException {
    appliances = open();
  }

  @AfterEach
  void closeSandbox() {
    appliances.close();
  }

  @Test
  void remembersWhatItIsSentAcrossProcesses() throws Exception {
    assertThat(ask("/pools").body()).isEqualTo("<pools></pools>\n");

    Response made = send(Method.POST, "/pools", "<pool><name>app</name></pool>");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.headers()).containsEntry("location", "/pools/1");
    appliances.close();
    appliances = open();
    assertThat(ask("/pools").body())
        .isEqualTo("<pools><pool><id>1</id><name>app</name></pool></pools>\n");
  }

  @Test
  void takesTheRouteThatTheBodyFits() throws Exception {
    assertThat(send(Method.POST, "/pools", "<member/>").status()).isEqualTo(404);
  }

  @Test
  void isTrustedThroughTheSandboxAlone() {
    assertThat(
            catchThrowableOfType(
                PortException.class,
                () -> new HttpCalls(appliances.resolver()).send(request(Method.GET, "/", null))))
        .isNotNull();
  }

  @Test
  void otherHostsAreStillNotContacted() {
    assertThat(
            catchThrowableOfType(
                    PortException.class, () -> appliances.resolver().resolve("example.org", 443))
                .code())
        .isEqualTo("sandbox/unknown-address");
  }

  private Response ask(String path) throws InterruptedException {
    return requests().send(request(Method.GET, path, null));
  }

  private Response send(Method method, String path, String body) throws InterruptedException {
    return requests().send(request(method, path, body));
  }

  private HttpRequests requests() {
    return appliances.trusting(new HttpCalls(appliances.resolver()));
  }

  private static Request request(Method method, String path, @Nullable String body) {
    return new Request(
        method,
        URI.create("https://lb.lon.example" + path),
        Map.of(),
        body == null ? null : new Secret(body),
        Set.of(),
        Duration.ofMinutes(1));
  }

  private SandboxAppliances open() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("sandbox.yaml"),
            """
            apiVersion: slipway/v1
            kind: SandboxAppliance
            metadata: {name: app}
            spec:
              address: app.ip
              personalities: {any: {}}
              ssh: {user: admin, authorizedKey: app.key, commands: []}
              services:
                - name: balancer
                  hosts: lb[.].*
                  firstUse: [{remember: {pools: ""}}]
                  http:
                    - port: 443
                      routes:
                        - on: balancer
                          path: /pools
                          steps: [{print: "<pools>$self.pools</pools>"}]
                        - on: balancer
                          method: POST
                          path: /pools
                          body: <pool>(?<pool>.*)</pool>
                          steps:
                            - remember: {pools: "<pool><id>1</id>$arguments.pool</pool>"}
                          status: 201
                          headers: {Location: /pools/1}
            """);
    Diagnostics diagnostics = new Diagnostics();
    return SandboxAppliances.open(script, folder.resolve("state"), diagnostics);
  }
}
