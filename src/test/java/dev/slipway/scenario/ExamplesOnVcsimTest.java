package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.Placement;
import dev.slipway.port.ObservationQuery;
import dev.slipway.port.VCenter;
import dev.slipway.sandbox.VcsimGuests;
import dev.slipway.ssh.SshKeys;
import dev.slipway.testing.Vcsim;
import dev.slipway.vsphere.VSphere;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Every blueprint that comes along has its whole life through the vSphere API, with appliances that
 * answer; those of one system in several sites stand at the same time.
 */
class ExamplesOnVcsimTest {
  private static final Path PROJECT = Path.of("").toAbsolutePath();

  @TempDir private Path folder = Path.of("");

  /** A blueprint, and the options that say where it goes. */
  record Example(String blueprint, List<String> where) {}

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  /** A name ends with the site, and what stands before that is the system's. */
  static Collection<List<Example>> systems() throws IOException {
    Map<String, List<Path>> found = new TreeMap<>();
    for (Path file : blueprints()) {
      String name = name(file);
      found
          .computeIfAbsent(name.substring(0, name.lastIndexOf('-')), system -> new ArrayList<>())
          .add(file);
    }
    List<List<Example>> systems = new ArrayList<>();
    for (List<Path> files : found.values()) {
      List<Example> system = new ArrayList<>();
      for (Path file : files) {
        system.add(new Example(name(file), where(file, files.size() > 1)));
      }
      systems.add(system);
    }
    return systems;
  }

  private static List<String> where(Path blueprint, boolean inSites) throws IOException {
    return !inSites
        ? List.of("-i", "sandbox.yaml")
        : Files.readString(blueprint).contains("\n  site:")
            ? List.of("-i", "sandbox-sites.yaml")
            : List.of("-i", "sandbox-sites.yaml", "--site", "london");
  }

  @ParameterizedTest
  @MethodSource("systems")
  void isPlannedAppliedPlannedAgainEmptyAndDestroyed(List<Example> system) throws Exception {
    try (VcsimGuests guests =
            VcsimGuests.start(PROJECT.resolve("templates"), folder.resolve("appliances"));
        Vcsim london = Vcsim.start(guests.flags());
        Vcsim paris =
            Vcsim.start(
                guests.flags(
                    "-datacenter=PAR",
                    "-cluster=edge-03",
                    "-datastore=nfs-07",
                    "-network=connectors"))) {
      write(london, paris);
      CommandLineRun.Shell shell =
          new CommandLineRun.Shell(folder)
              .with("VSPHERE_PASSWORD", "pass")
              .with("SECRET", "guest-pass")
              .reaching(guests.appliances());

      List<String> added = each(system, shell, " to add, ", "plan");
      each(system, shell, "Apply complete!", "apply", "--auto-approve");
      each(system, shell, "No changes.", "plan", "--detailed-exitcode");
      if (system.getFirst().blueprint().equals("pod-london.yaml")) {
        assertServers(london);
      }
      each(system, shell, "Destroy complete!", "destroy", "--auto-approve");
      each(system, shell, "No changes.", "destroy", "--auto-approve");
      assertThat(each(system, shell, " to add, ", "plan")).isEqualTo(added);
    }
  }

  /** Runs a command for each blueprint, and says how many resources it counted as to be added. */
  private static List<String> each(
      List<Example> system, CommandLineRun.Shell shell, String told, String... command) {
    return system.stream()
        .map(example -> {
          CommandLineRun run =
              shell.run(
                  Stream.of(
                          Stream.of(command[0], example.blueprint()),
                          example.where().stream(),
                          Stream.of(command).skip(1))
                      .flatMap(arguments -> arguments)
                      .toArray(String[]::new));
          assertThat(run.exitCode()).as("%s: %s", example, run.err()).isZero();
          assertThat(run.out()).contains(told);
          assertThat(run.err()).doesNotContain("is not where the blueprint has it");
          return run.out().replaceAll("(?s).*?(\\d+ to add|\\z).*", "$1");
        })
        .toList();
  }

  /** Clones of a template are at their addresses and apart, and gateways know one of them. */
  private static void assertServers(Vcsim vcsim) throws InterruptedException {
    Placement placement =
        new Placement("LON", "mgmt-01", "vsan-01", "Horizon/Connectors", Map.of());
    try (VCenter vcenter = VSphere.connect(vcsim.endpoint())) {
      List<ObservedVm> servers = new ArrayList<>();
      for (int number = 1; number <= 3; number++) {
        ObservedVm server = vcenter.findVm(placement.vm("lon-cs-" + number)).orElseThrow();
        assertThat(server.belongsTo("pod-london", "lon-cs-" + number)).isTrue();
        assertThat(server.addresses()).contains("127.20.0.4" + number);
        servers.add(server);
      }
      assertThat(servers).extracting(ObservedVm::host).doesNotHaveDuplicates();
      ObservedCluster cluster =
          vcenter
              .observe(new ObservationQuery(placement, List.of()))
              .cluster()
              .found()
              .orElseThrow();
      assertThat(Set.copyOf(cluster.rule("pod-london/connectionServers").orElseThrow().vms()))
          .isEqualTo(servers.stream().map(ObservedVm::reference).collect(Collectors.toSet()));
      assertThat(vcenter.findVm(placement.vm("lon-uag-05")).orElseThrow().properties())
          .containsEntry("ip0", "127.20.0.55")
          .hasEntrySatisfying("settingsJSON", json -> assertThat(json).contains("127.20.0.4"));
    }
  }

  /** Blueprints and inventory files as they are, for addresses of loopback and these vCenters. */
  private void write(Vcsim london, Vcsim paris) throws IOException {
    for (Path blueprint : blueprints()) {
      Files.writeString(
          folder.resolve(name(blueprint)),
          onLoopback(blueprint).replace("packages/", PROJECT.resolve("packages") + "/"));
    }
    SshKeys.generate(folder.resolve("key"));
    ObjectMapper mapper = new ObjectMapper();
    for (String name : List.of("sandbox.yaml", "sandbox-sites.yaml")) {
      ObjectNode inventory =
          mapper.valueToTree(
              new Yaml().load(onLoopback(PROJECT.resolve("inventories").resolve(name))));
      ObjectNode spec = inventory.withObject("/spec");
      spec.withObject("/ssh").put("privateKey", "key");
      for (JsonNode sources : spec.path("secrets")) {
        ((ArrayNode) sources).removeAll().addObject().put("env", "SECRET");
      }
      for (JsonNode access : spec.findValues("vcenter")) {
        login((ObjectNode) access, access.path("url").asText().endsWith("paris") ? paris : london);
      }
      Files.writeString(folder.resolve(name), mapper.writeValueAsString(inventory));
    }
  }

  private static void login(ObjectNode access, Vcsim vcsim) {
    access.put("url", vcsim.url().toString());
    access.put("username", "user");
    access.put("password", "${env:VSPHERE_PASSWORD}");
    access.withObject("/tls").put("thumbprint", vcsim.thumbprintSha256());
  }

  private static List<Path> blueprints() throws IOException {
    try (Stream<Path> files = Files.list(PROJECT.resolve("blueprints"))) {
      return files.sorted().toList();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String onLoopback(Path file) throws IOException {
    return Files.readString(file).replaceAll("\\b10(\\.\\d+\\.\\d+\\.\\d+)", "127$1");
  }
}
