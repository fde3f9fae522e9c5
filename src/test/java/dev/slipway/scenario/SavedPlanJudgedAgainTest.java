package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.cli.CommandLineRun.Shell;
import dev.slipway.testing.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was approved once is still asked about when a saved plan is applied. */
class SavedPlanJudgedAgainTest {
  private static final int INPUT_WRONG = 3;
  private static final String RULES =
      """
      apiVersion: slipway/v1
      kind: Policy
      metadata: {name: site}
      spec:
        rules:
          - name: few-changes
            forEach: plan.resource_changes
            when: it.type == "vm" && "create" in it.change.actions
            severity: %s
            message: ${it.address} is one of ${plan.summary.add} of ${size(blueprint.nodes)} nodes
      """;
  private static final String WAIVER =
      """
        waivers:
          - {rule: few-changes, reason: CHG0012345, until: 2026-11-21}
      """;

  @TempDir private Path folder;
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void aBlueprintInAFolderOfItsOwn() throws IOException {
    Workplace workplace = new Workplace(folder);
    shell = workplace.shell().at(Instant.parse("2026-11-21T12:00:00Z"));
    Files.createDirectories(folder.resolve("blueprints/policies"));
    Files.move(folder.resolve(Workplace.BLUEPRINT), folder.resolve("blueprints/hcc.yaml"));
  }

  @AfterEach
  void nothingWasChanged() throws IOException {
    Files.deleteIfExists(folder.resolve("blueprints/policies/site.yaml"));
    assertThat(plan().out()).contains("Plan: 5 to add, 2 to change, 0 to destroy.");
  }

  @Test
  void aWaiverIsShownWhereverThePlanIs() throws IOException {
    rules("blueprints/policies/site.yaml", RULES.formatted("error") + WAIVER);
    CommandLineRun planned = plan("-o", "plan.json");
    assertThat(planned.exitCode()).as(planned.err()).isZero();

    CommandLineRun shown = shell.run("show", "plan.json");

    assertThat(shown.exitCode()).isZero();
    assertThat(shown.out())
        .isEqualTo(planned.out())
        .contains(
            """
              few-changes for vm/hcc-lon-1 until 2026-11-21: CHG0012345
                vm/hcc-lon-1 is one of 5 of 2 nodes
            """);
    assertThat(shell.run("show", "plan.json", "--format", "markdown").out())
        .contains("Waived policy rules", "<code>vm/hcc-lon-2</code>", "CHG0012345 | 2026-11-21");
    assertThat(shell.run("show", "plan.json", "--format", "html").out())
        .contains("Waived policy rules", "<code>vm/hcc-lon-2</code>", "CHG0012345", "2026-11-21");
    String json = shell.run("show", "plan.json", "--format", "json").out();
    assertThat(json).isEqualTo(plan("--format", "json").out());
    Schemas.assertValid("plan", json);
    Schemas.assertValid("saved-plan", Files.readString(folder.resolve("plan.json")));
    assertThat(waived(json).findValuesAsText("resource"))
        .containsExactly("vm/hcc-lon-1", "vm/hcc-lon-2");
    assertThat(waived(Files.readString(folder.resolve("plan.json")))).isEqualTo(waived(json));
  }

  @Test
  void aWaiverThatHasEndedSinceStopsTheApply() throws IOException {
    rules("blueprints/policies/site.yaml", RULES.formatted("error") + WAIVER);
    assertThat(plan("-o", "plan.json").exitCode()).isZero();
    shell.at(Instant.parse("2026-11-22T00:00:00Z"));

    CommandLineRun applied = shell.run("apply", "plan.json", "-i", Workplace.INVENTORY);

    assertThat(applied.exitCode()).as(applied.err()).isEqualTo(INPUT_WRONG);
    assertThat(applied.err())
        .contains("error: policy rule \"few-changes\" is not met by vm/hcc-lon-1")
        .contains("vm/hcc-lon-1 is one of 5 of 2 nodes")
        .contains("warning: the waiver has ended")
        .contains("blueprints/policies/site.yaml:8:");
    assertThat(applied.out()).doesNotContain("Apply complete!");
  }

  @Test
  void aRuleThatBecameStricterStopsTheApply() throws IOException {
    rules("blueprints/policies/site.yaml", RULES.formatted("warning"));
    CommandLineRun planned = plan("-o", "plan.json");
    assertThat(planned.exitCode()).isZero();
    CommandLineRun shown = shell.run("show", "plan.json");
    assertThat(shown.exitCode()).isZero();
    assertThat(shown.err()).contains("warning: policy rule \"few-changes\" is not met");
    rules("blueprints/policies/site.yaml", RULES.formatted("error"));

    CommandLineRun applied =
        shell.run("apply", "plan.json", "-i", Workplace.INVENTORY, "--format", "json");

    assertThat(applied.exitCode()).as(applied.err()).isEqualTo(INPUT_WRONG);
    assertThat(applied.err()).contains("error: policy rule \"few-changes\" is not met");
    Schemas.assertValidEvents(applied.out());
    Schemas.assertValid("plan", plan("--format", "json").out());
  }

  @Test
  void aBuiltInRuleIsAskedAboutTheBlueprintAsItWas() throws IOException {
    replace("blueprints/hcc.yaml", "separateHosts: required", "separateHosts: off");
    assertThat(plan("-o", "plan.json").exitCode()).isZero();
    replace("blueprints/hcc.yaml", "separateHosts: off", "separateHosts: required");
    rules(
        "strict.yaml",
        """
        apiVersion: slipway/v1
        kind: Policy
        metadata: {name: strict}
        spec: {builtIn: {separate-hosts: error}}
        """);

    CommandLineRun applied =
        shell.run("apply", "plan.json", "-i", Workplace.INVENTORY, "--policy", "strict.yaml");

    assertThat(applied.exitCode()).as(applied.err()).isEqualTo(INPUT_WRONG);
    assertThat(applied.err())
        .contains("error: policy rule \"separate-hosts\" is not met")
        .contains("blueprints/hcc.yaml:14:20");
  }

  @Test
  void theRulesThatJudgedAPlanMustBeThere() throws IOException {
    rules("more/site.yaml", RULES.formatted("warning"));
    assertThat(plan("-o", "plan.json", "--policy", "more/site.yaml").exitCode()).isZero();
    Files.delete(folder.resolve("more/site.yaml"));

    CommandLineRun applied = shell.run("apply", "plan.json", "-i", Workplace.INVENTORY);

    assertThat(applied.exitCode()).as(applied.err()).isEqualTo(INPUT_WRONG);
    assertThat(applied.err()).contains("there is no file", "more/site.yaml");
  }

  private CommandLineRun plan(String... options) {
    return shell.run(
        Stream.concat(
                Stream.of("plan", "blueprints/hcc.yaml", "-i", Workplace.INVENTORY),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private void rules(String file, String text) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), text);
  }

  private void replace(String file, String written, String instead) throws IOException {
    Path path = folder.resolve(file);
    Files.writeString(path, Files.readString(path).replace(written, instead));
  }

  private static JsonNode waived(String json) throws IOException {
    return new ObjectMapper().readTree(json).at("/policy/waived");
  }
}
