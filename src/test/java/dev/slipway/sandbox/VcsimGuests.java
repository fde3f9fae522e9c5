package dev.slipway.sandbox;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.GuestShell;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.port.GuestOperations.Guest;
import dev.slipway.port.RemoteShell;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Plays the guests of simulated vCenters: the appliances of the sandbox start, stop, are cloned and
 * go with their VMs, and answer what VMware Tools are asked for.
 */
public final class VcsimGuests implements AutoCloseable {
  private final ObjectMapper mapper = new ObjectMapper();
  private final SandboxAppliances appliances;
  private final HttpServer server;

  private VcsimGuests(SandboxAppliances appliances) throws IOException {
    this.appliances = appliances;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::hear);
    server.start();
  }

  /**
   * Gives the guests every appliance that there is a script for.
   *
   * @param templates the folder of appliance definitions
   * @param folder for what the appliances remember
   */
  public static VcsimGuests start(Path templates, Path folder) throws IOException {
    Diagnostics diagnostics = new Diagnostics();
    try (Stream<Path> definitions = Files.list(templates)) {
      List<Path> scripts =
          definitions
              .map(definition -> definition.resolve("sandbox.yaml"))
              .filter(Files::exists)
              .sorted()
              .toList();
      return new VcsimGuests(SandboxAppliances.open(scripts, folder, diagnostics));
    }
  }

  /**
   * The flags that make a vcsim tell this of its guests, and have what there is to clone.
   *
   * @param others more flags
   */
  public String[] flags(String... others) {
    SandboxOrigins origins = appliances.origins();
    return Stream.concat(
            Stream.of(
                "-guests=http://127.0.0.1:" + server.getAddress().getPort(),
                "-template=" + String.join(",", origins.templates().keySet()),
                "-customization=" + String.join(",", origins.customizations().keySet())),
            Stream.of(others))
        .toArray(String[]::new);
  }

  /** What answers for them. */
  public SandboxAppliances appliances() {
    return appliances;
  }

  private void hear(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode told = mapper.readTree(exchange.getRequestBody());
      String vm = told.path("vm").asText();
      Map<String, Object> answer = Map.of();
      switch (exchange.getRequestURI().getPath()) {
        case "/cloned" -> appliances.copy(told.path("source").asText(), vm);
        case "/started" -> appliances.powerOn(vm, properties(told));
        case "/stopped" -> appliances.powerOff(vm);
        case "/removed" -> appliances.remove(vm);
        case "/run" -> answer = run(told, vm);
        default -> throw new IOException("what is " + exchange.getRequestURI() + "?");
      }
      exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, 0);
      mapper.writeValue(exchange.getResponseBody(), answer);
    }
  }

  private Map<String, String> properties(JsonNode told) {
    return mapper.convertValue(
        told.path("properties"), new TypeReference<Map<String, String>>() {});
  }

  private Map<String, Object> run(JsonNode told, String vm) {
    Guest guest =
        new Guest(
            new VmPath("", "", vm),
            new Secret(told.path("user").asText()),
            new Secret(told.path("password").asText()));
    try {
      RemoteShell.Result result =
          appliances
              .guests()
              .run(
                  guest,
                  GuestShell.SH,
                  new Secret(told.path("script").asText().strip()),
                  Duration.ofMinutes(1));
      return Map.of(
          "status", result.exitStatus(), "output", result.output(), "errors", result.errors());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nothing is waited for", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    appliances.close();
  }
}
