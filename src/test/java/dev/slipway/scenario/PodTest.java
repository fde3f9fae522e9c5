package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system of several appliances on the sandbox: the management servers of a pod. */
class PodTest {
  private static final String CANARY = "Canary-\"7f3a9c!x";

  @TempDir private Path folder;

  private Path blueprint = Path.of("");

  @BeforeEach
  void copyTheExample() throws IOException {
    blueprint = folder.resolve("pod-london.yaml");
    Files.writeString(
        blueprint,
        Files.readString(Path.of("blueprints/pod-london.yaml"))
            .replace("packages/", Path.of("packages").toAbsolutePath() + "/"));
  }

  @Test
  void isPlannedAppliedProvenAndDestroyed() throws IOException {
    CommandLineRun plan = slipway("plan");
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    Golden.check("plan/pod.txt", plan.out());
    assertThat(plan.err())
        .contains("note: connectionServers: 3 = ⌈8000 sessions / 4000⌉ + 1")
        .contains("note: uags: 6 = 3 connectionServers × 2 uagPerConnectionServer");

    CommandLineRun apply = slipway("apply", "--auto-approve");
    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(slipway("plan").out()).startsWith("No changes.");
    assertThat(slipway("status").out())
        .contains("lon-cs-1")
        .doesNotContainPattern("- lon-(es|cs)-1 and .* run on the same host")
        .contains("Rule pod-london/connectionServers: on, mandatory");

    CommandLineRun destroy = slipway("destroy", "--auto-approve");
    assertThat(destroy.exitCode()).as(destroy.err()).isZero();
    assertThat(destroy.out()).contains("Destroy complete!");
    assertThat(slipway("plan").out()).contains("Plan: 28 to add, 0 to change, 0 to destroy.");
  }

  @Test
  void gatewaysStartWhenTheServersBehindThemAreThere() throws IOException {
    JsonNode plan = new ObjectMapper().readTree(slipway("plan", "--format", "json").out());
    Map<String, List<String>> dependsOn = new TreeMap<>();
    plan.path("steps")
        .forEach(step ->
            dependsOn.put(
                step.path("id").asText(),
                StreamSupport.stream(step.path("depends_on").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList()));

    assertThat(dependsOn.get("vm/lon-uag-01:power-on"))
        .containsExactlyInAnyOrder(
            "vm/lon-es-1:await-address",
            "vm/lon-es-2:await-address",
            "vm/lon-cs-1:await-address",
            "vm/lon-cs-2:await-address",
            "vm/lon-cs-3:await-address");
    assertThat(dependsOn.get("vm/lon-cs-1:power-on"))
        .containsExactly("cluster/mgmt-01:reconfigure");
    assertThat(plan.path("diagnostics").findValuesAsText("severity")).contains("note");
    assertThat(slipway("plan", "--format", "markdown").out())
        .contains("connectionServers: 3 = ⌈8000 sessions / 4000⌉ + 1");
  }

  @Test
  void uploadsHaveALimitOfTheirOwn() throws IOException {
    CommandLineRun apply = slipway("apply", "--auto-approve", "--parallel-uploads=1");

    List<String> uploads =
        apply.err().lines().map(String::strip).filter(line -> line.startsWith("deploy ")).toList();
    assertThat(uploads).as(apply.err()).hasSize(4);
    for (int upload = 0; upload < uploads.size(); upload += 2) {
      String begun = uploads.get(upload);
      assertThat(begun).endsWith(" ...");
      assertThat(uploads.get(upload + 1)).startsWith(begun.replace(" ...", ": done"));
    }
  }

  @Test
  void aSavedPlanIsApplied() {
    assertThat(slipway("plan", "-o", "pod.plan").exitCode()).isZero();
    CommandLineRun show = shell().run("show", folder.resolve("pod.plan").toString());
    assertThat(show.out()).as(show.err()).contains("# vm/lon-uag-06 will be created");
    CommandLineRun apply =
        shell().run("apply", folder.resolve("pod.plan").toString(), "-i", inventory());

    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(slipway("plan").out()).startsWith("No changes.");
  }

  @Test
  void onlyTheMissingIsMadeWhenThePodGrows() throws IOException {
    assertThat(slipway("apply", "--auto-approve").exitCode()).isZero();
    Files.writeString(
        blueprint,
        Files.readString(blueprint)
            .replace("sessions: 8000", "sessions: 12000")
            .replace("names: lon-cs", "separateHosts: preferred\n      names: lon-cs"));

    CommandLineRun plan = slipway("plan");

    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(plan.out())
        .contains("# vm/lon-cs-4 will be created")
        .contains("# vm/lon-uag-07 will be created")
        .doesNotContain("# vm/lon-cs-1 will be");
  }

  @Test
  void secretsStayOutOfEverythingThatIsWritten() throws IOException {
    CommandLineRun apply =
        shell()
            .with("UAG_ADMIN_PASSWORD", CANARY)
            .with("EDGE_PAIRING_CODE", CANARY)
            .run("apply", blueprint.toString(), "-i", inventory(), "--auto-approve");

    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(apply.out() + apply.err()).doesNotContain(CANARY);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain("7f3a9c!x");
      }
    }
  }

  private CommandLineRun slipway(String command, String... options) {
    return shell()
        .run(
            Stream.concat(
                    Stream.of(command, blueprint.toString(), "-i", inventory()), Stream.of(options))
                .toArray(String[]::new));
  }

  private static String inventory() {
    return Path.of("inventories/sandbox.yaml").toAbsolutePath().toString();
  }

  private CommandLineRun.Shell shell() {
    return new CommandLineRun.Shell(folder);
  }
}
