package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.testing.Schemas;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saved plans and snapshots on the sandbox, from the first plan to the empty one. */
class SavedPlanTest {
  private static final String BLUEPRINT = "blueprints/hcc-london.yaml";
  private static final String INVENTORY = "inventories/sandbox.yaml";
  private static final String CANARY = "Canary-7f3a\"q\\9 &=x";

  @TempDir private Path folder;
  private CommandLineRun.Shell shell = new CommandLineRun.Shell(Path.of(""));

  @BeforeEach
  void aProject() throws IOException {
    for (String file : List.of(BLUEPRINT, INVENTORY, "packages/horizon-cloud-connector.ova")) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.copy(Path.of(file), folder.resolve(file));
    }
    shell = new CommandLineRun.Shell(folder).with("HCC_ROOT_PASSWORD", CANARY);
  }

  @Test
  void aSavedPlanIsCarriedOutOnceAndLeaksNoSecret() throws IOException {
    CommandLineRun planned = shell.run("plan", BLUEPRINT, "-i", INVENTORY, "-o", "plan.json");
    assertThat(planned.exitCode()).as(planned.err()).isZero();
    assertThat(planned.err()).contains("slipway apply plan.json -i " + INVENTORY);
    Path file = folder.resolve("plan.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).doesNotContain(folder.toString() + "/packages");

    CommandLineRun shown = shell.run("show", "plan.json");
    assertThat(shown.out()).isEqualTo(planned.out());
    assertThat(shell.run("show", "plan.json", "--format", "markdown").out())
        .contains("Plan: 7 to add, 2 to change, 0 to destroy.")
        .contains("slipway apply plan.json -i INVENTORY");
    assertThat(shell.run("show", "plan.json", "--format", "html").out())
        .startsWith("<!DOCTYPE html>");
    CommandLineRun json = shell.run("show", "plan.json", "--format", "json");
    assertThat(json.out())
        .isEqualTo(shell.run("plan", BLUEPRINT, "-i", INVENTORY, "--format", "json").out());

    Schemas.assertValid("plan", json.out());
    Schemas.assertValid("saved-plan", Files.readString(file));

    Files.move(file, folder.resolve("approved"));
    CommandLineRun applied = shell.run("apply", "approved", "-i", INVENTORY, "--format", "json");
    assertThat(applied.exitCode()).as(applied.err()).isZero();
    Schemas.assertValidEvents(applied.out());
    List<JsonNode> events = events(applied.out());
    assertThat(events.getFirst().path("type").asText()).isEqualTo("version");
    assertThat(events.getFirst().path("format_version").asText()).isEqualTo("1.0");
    assertThat(types(applied.out())).contains("planned_change", "run_start", "step_complete");
    JsonNode outcome = events.getLast();
    assertThat(outcome.path("type").asText()).isEqualTo("outcome");
    assertThat(outcome.path("exit_code").asInt(-1)).isZero();
    assertThat(outcome.path("summary").path("add").asInt()).isEqualTo(7);

    CommandLineRun empty = shell.run("plan", BLUEPRINT, "-i", INVENTORY, "--detailed-exitcode");
    assertThat(empty.exitCode()).as(empty.out() + empty.err()).isZero();

    CommandLineRun stale = shell.run("apply", "approved", "-i", INVENTORY, "--format", "json");
    assertThat(stale.exitCode()).isEqualTo(ExitCode.CONFLICT);
    assertThat(stale.err())
        .contains(
            "the saved plan is out of date",
            "world.cluster.value.ha.values.enabled: \"false\" -> \"true\"",
            "world.vms.hcc-lon-1: (none) -> (exists)");
    Schemas.assertValidEvents(stale.out());
    assertThat(types(stale.out())).containsExactly("version", "diagnostic", "outcome");
    assertThat(events(stale.out()).getLast().path("exit_code").asInt()).isEqualTo(4);

    CommandLineRun snapshot =
        shell.run("snapshot", BLUEPRINT, "-i", INVENTORY, "-o", "snapshot.json");
    assertThat(snapshot.exitCode()).as(snapshot.err()).isZero();
    Schemas.assertValid("snapshot", Files.readString(folder.resolve("snapshot.json")));
    for (CommandLineRun run : List.of(planned, shown, json, applied, empty, stale, snapshot)) {
      assertHoldsNoSecret("standard output", run.out());
      assertHoldsNoSecret("standard error", run.err());
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all.stream().map(kept -> folder.relativize(kept).toString()).toList())
          .contains("approved", "snapshot.json")
          .anyMatch(name -> name.contains("journal"))
          .anyMatch(name -> name.contains("sandbox"));
      for (Path kept : all) {
        assertHoldsNoSecret(kept.toString(), Files.readString(kept, StandardCharsets.ISO_8859_1));
      }
    }
  }

  @Test
  void inAStreamOfEventsStandardOutputBelongsToMachines() {
    CommandLineRun declined =
        shell.answering("no\n").run("apply", BLUEPRINT, "-i", INVENTORY, "--format", "json");
    assertThat(declined.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(declined.err()).contains("Do you want to perform these actions?", "Cancelled");
    assertThat(types(declined.out())).startsWith("version", "planned_change").endsWith("outcome");

    CommandLineRun wrong = shell.run("apply", "none.yaml", "-i", INVENTORY, "--format", "json");
    assertThat(types(wrong.out())).containsExactly("version", "diagnostic", "outcome");
    assertThat(events(wrong.out()).getLast().path("exit_code").asInt())
        .isEqualTo(wrong.exitCode())
        .isEqualTo(ExitCode.INPUT_WRONG);
  }

  @Test
  void anotherVCenterIsRefusedBeforeItIsAskedAnything() throws IOException {
    shell.run("plan", BLUEPRINT, "-i", INVENTORY, "-o", "plan.json");
    Files.writeString(
        folder.resolve("other.yaml"),
        Files.readString(folder.resolve(INVENTORY))
            .replace(
                "url: \"sandbox:\"",
                "{url: https://127.0.0.1:1/sdk, username: u, password: \"${secret:p}\"}")
            .replace("secrets:\n", "secrets:\n    p: [{env: HCC_ROOT_PASSWORD}]\n")
            .replace(", {generate: 20}", ""));

    CommandLineRun applied = shell.run("apply", "plan.json", "-i", "other.yaml");

    assertThat(applied.err()).contains("the saved plan is for another vCenter");
    assertThat(applied.exitCode()).isEqualTo(ExitCode.CONFLICT);
  }

  @Test
  void editedCutOffAndUnknownPlansAreRefused() throws IOException {
    shell.run("plan", BLUEPRINT, "-i", INVENTORY, "-o", "plan.json");
    String plan = Files.readString(folder.resolve("plan.json"));

    assertRefused(plan.replace("10.20.0.12", "10.20.0.13"), ExitCode.CONFLICT, "was altered");
    assertRefused(plan.substring(0, 9000), ExitCode.INPUT_WRONG, "cut off");
    assertRefused(
        plan.replace("\"format_version\" : \"1.0\"", "\"format_version\" : \"2.0\""),
        ExitCode.INPUT_WRONG,
        "the format of the saved plan is not known");
  }

  private void assertRefused(String plan, int exitCode, String message) throws IOException {
    Files.writeString(folder.resolve("bad.json"), plan);
    for (String command : List.of("show", "apply")) {
      CommandLineRun run =
          command.equals("show")
              ? shell.run("show", "bad.json")
              : shell.run("apply", "bad.json", "-i", INVENTORY);
      assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
      assertThat(run.err()).contains(message, "--> bad.json:").doesNotContain("Exception");
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void aFileThatIsNotThereIsAProblemOfTheUser() {
    assertThat(shell.run("show", "none.json").exitCode()).isEqualTo(ExitCode.INPUT_WRONG);
    CommandLineRun run = shell.run("plan", BLUEPRINT, "-i", INVENTORY, "--snapshot", "none.json");
    assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT_WRONG);
    assertThat(run.err()).contains("none.json does not exist");
    run = shell.run("plan", BLUEPRINT, "-i", INVENTORY, "-o", "blueprints");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.INPUT_WRONG);
  }

  @Test
  void aPlanIsTheSameWhereverTheCheckoutLies() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("else/where"));
    for (String part : List.of("blueprints", "inventories", "packages")) {
      Files.createDirectories(elsewhere.resolve(part));
      try (Stream<Path> files = Files.list(folder.resolve(part))) {
        for (Path file : files.toList()) {
          Files.copy(file, elsewhere.resolve(part).resolve(file.getFileName()));
        }
      }
    }
    String data = folder.resolve("data").toString();
    shell.with("SLIPWAY_DATA_DIR", data);
    shell.run("plan", BLUEPRINT, "-i", INVENTORY, "-o", "plan.json");
    new CommandLineRun.Shell(elsewhere)
        .with("SLIPWAY_DATA_DIR", data)
        .run("plan", BLUEPRINT, "-i", INVENTORY, "-o", "plan.json");

    assertThat(withoutTime(elsewhere.resolve("plan.json")))
        .isEqualTo(withoutTime(folder.resolve("plan.json")));
  }

  private static String withoutTime(Path file) throws IOException {
    return Files.readString(file).replaceFirst("\"created\".*", "");
  }

  private static List<String> types(String out) {
    return events(out).stream().map(event -> event.path("type").asText()).toList();
  }

  private static List<JsonNode> events(String out) {
    ObjectMapper mapper = new ObjectMapper();
    return out.lines()
        .map(line -> {
          try {
            return mapper.readTree(line);
          } catch (IOException e) {
            throw new AssertionError("no JSON: " + line, e);
          }
        })
        .toList();
  }

  private static void assertHoldsNoSecret(String where, String text) throws IOException {
    String base64 = Base64.getEncoder().encodeToString(CANARY.getBytes(StandardCharsets.UTF_8));
    String quoted = new ObjectMapper().writeValueAsString(CANARY);
    assertThat(text)
        .as(where)
        .doesNotContain(
            CANARY,
            quoted.substring(1, quoted.length() - 1),
            URLEncoder.encode(CANARY, StandardCharsets.UTF_8),
            base64.substring(0, base64.length() - 4));
  }
}
