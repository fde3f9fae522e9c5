package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are given wrongly, answers that are no, and problems told to machines. */
class WrongUsageTest {
  private static final int FAILED = 1;
  private static final int INPUT_WRONG = 3;

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void furnish() throws IOException {
    workplace = new Workplace(folder);
  }

  @Test
  void anUnknownOptionSuggestsTheNearest() {
    workplace.assertTold(
        workplace.apply("--parallelsm", "2"),
        INPUT_WRONG,
        "error: unknown option \"--parallelsm\"",
        "Did you mean \"--parallelism\"",
        "See `slipway apply --help`.");
  }

  @Test
  void anUnknownCommandSuggestsTheNearest() {
    CommandLineRun run = workplace.shell().run("aply");

    workplace.assertTold(
        run,
        INPUT_WRONG,
        "error: unknown command \"aply\"",
        "Did you mean \"apply\"",
        "See `slipway --help`.");
  }

  @Test
  void aMissingCommandShowsWhichThereAre() {
    workplace.assertTold(
        workplace.shell().run(), INPUT_WRONG, "a command is missing", "validate", "apply");
  }

  @Test
  void aValueThatAnOptionDoesNotTakeNamesThoseItTakes() {
    workplace.assertTold(
        workplace.plan("--format", "yaml"),
        INPUT_WRONG,
        "--format",
        "yaml",
        "[text, json, markdown, html]");
    workplace.assertTold(workplace.apply("--parallelism", "many"), INPUT_WRONG, "--parallelism");
    workplace.assertTold(workplace.apply("--parallelism", "0"), INPUT_WRONG, "--parallelism");
    workplace.assertTold(workplace.plan("--var", "podType"), INPUT_WRONG, "--var");
  }

  @Test
  void aMissingBlueprintIsNoted() {
    workplace.assertTold(
        workplace.shell().run("plan", "-i", Workplace.INVENTORY), INPUT_WRONG, "BLUEPRINT");
  }

  @Test
  void aMissingInventoryFileSaysWhatItIsFor() throws IOException {
    CommandLineRun run = workplace.shell().run("plan", Workplace.BLUEPRINT);

    workplace.assertTold(
        run,
        INPUT_WRONG,
        "error: no inventory file is given",
        "the inventory file says where",
        "Add -i INVENTORY");
    workplace.assertGolden("no-inventory", run);
  }

  @Test
  void withNobodyToAskNothingIsChanged() throws IOException {
    CommandLineRun run =
        workplace.shell().run("apply", Workplace.BLUEPRINT, "-i", Workplace.INVENTORY);

    workplace.assertTold(
        run, INPUT_WRONG, "error: approval is needed, and nobody can be asked", "--auto-approve");
    assertNothingDeployed();
  }

  @Test
  void anAnswerOtherThanYesChangesNothing() throws IOException {
    CommandLineRun run =
        workplace
            .shell()
            .answering("no\n")
            .run("apply", Workplace.BLUEPRINT, "-i", Workplace.INVENTORY);

    assertThat(run.exitCode()).isEqualTo(FAILED);
    assertThat(run.out()).endsWith("Cancelled. Nothing was changed.\n");
    assertNothingDeployed();
  }

  @Test
  void aPlanThatFailsIsOneJsonDocumentAndTextBesides() throws IOException {
    workplace.blueprint("podType: on-premises", "podTyp: on-premises");

    CommandLineRun run = workplace.plan("--format", "json");

    workplace.assertTold(run, INPUT_WRONG, "error: unknown setting \"podTyp\"");
    JsonNode document = theOnly(run.out());
    assertThat(document.path("valid").booleanValue()).isFalse();
    assertThat(document.path("error_count").intValue()).isEqualTo(1);
    JsonNode diagnostic = document.path("diagnostics").path(0);
    assertThat(diagnostic.path("code").textValue()).isEqualTo("blueprint/unknown-setting");
    assertThat(diagnostic.path("range").path("start").path("line").intValue()).isEqualTo(8);
    assertThat(diagnostic.path("advice").textValue()).isEqualTo("Did you mean \"podType\"?");
  }

  @Test
  void aPlanThatCannotBeAppliedIsOneJsonDocumentAndTextBesides() throws IOException {
    workplace.inventory("mgmt-01", "mgmt-1");

    CommandLineRun run = workplace.plan("--format", "json");

    workplace.assertTold(run, INPUT_WRONG, "error: there is no cluster mgmt-1");
    JsonNode document = theOnly(run.out());
    assertThat(document.path("applicable").booleanValue()).isFalse();
    assertThat(document.path("diagnostics").path(0).path("code").textValue())
        .isEqualTo("plan/cluster-not-found");
  }

  @Test
  void whatIsValidIsSaidToPeopleAndMachines() throws IOException {
    assertThat(workplace.validate().out()).isEqualTo("Success! The configuration is valid.\n");
    JsonNode document = theOnly(workplace.validate("--format", "json").out());
    assertThat(document.path("valid").booleanValue()).isTrue();
    assertThat(document.path("diagnostics")).isEmpty();
  }

  @Test
  void whatIsInvalidIsSaidToMachines() throws IOException {
    workplace.inventory("{user: ccadmin}", "{usr: ccadmin}");

    CommandLineRun run = workplace.validate("--format", "json");

    assertThat(run.exitCode()).isEqualTo(INPUT_WRONG);
    JsonNode document = theOnly(run.out());
    assertThat(document.path("valid").booleanValue()).isFalse();
    assertThat(document.path("diagnostics").path(0).path("summary").textValue())
        .isEqualTo("unknown key \"usr\"");
  }

  private void assertNothingDeployed() throws IOException {
    Path state = workplace.file(".slipway/sandbox/sandbox/vcenter.json");
    if (Files.exists(state)) {
      assertThat(Files.readString(state)).contains("\"vms\" : { }", "\"folders\" : { }");
    }
  }

  /** The document, which nothing may follow. */
  private static JsonNode theOnly(String out) throws JsonProcessingException {
    return new ObjectMapper()
        .reader()
        .with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .readTree(out);
  }
}
