package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun.Shell;
import dev.slipway.testing.Schemas;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The formats that go to reviewers, from the command line. */
class PlanFormatsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final String BLUEPRINT = "blueprints/hcc-london.yaml";
  private static final String INVENTORY = "inventories/sandbox.yaml";

  private Shell shell = new Shell(ROOT);

  @BeforeEach
  void useAFolderOfItsOwn(@TempDir Path folder) {
    shell = new Shell(ROOT).with("SLIPWAY_DATA_DIR", folder.toString());
  }

  @Test
  void markdownNamesTheNextCommand() {
    CommandLineRun run = plan("--format", "markdown", "--detailed-exitcode");
    assertThat(run.exitCode()).isEqualTo(ExitCode.CHANGES_PENDING);
    assertThat(run.out())
        .startsWith("## Slipway plan for <code>hcc-london</code>: 9 changes\n")
        .contains("host known after apply", "slipway apply " + BLUEPRINT + " -i " + INVENTORY);
  }

  @ParameterizedTest
  @CsvSource({"2048, 2048", "3000, 3000", "bitbucket, 32768"})
  void theLimitIsKept(String limit, int characters) {
    CommandLineRun run = plan("--format", "markdown", "--limit", limit);
    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(run.out().length()).isLessThanOrEqualTo(characters);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2047", "-1", "gitea"})
  void aLimitThatIsNoneIsRefused(String limit) {
    CommandLineRun run = plan("--format", "markdown", "--limit", limit);
    assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT_WRONG);
    assertThat(run.err()).contains("\"" + limit + "\" is none of github, azure, bitbucket");
  }

  @Test
  void htmlIsAWholePage() {
    CommandLineRun run = plan("--format", "html");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(run.out()).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
  }

  @ParameterizedTest
  @CsvSource({"markdown, : failed", "html, failed"})
  void whatMadeAPlanImpossibleIsShownInItsPlace(String format, String expected) {
    CommandLineRun run = shell.run("plan", "missing.yaml", "-i", INVENTORY, "--format", format);
    assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT_WRONG);
    assertThat(run.out()).contains(expected, "missing.yaml", "No plan could be made.");
  }

  @Test
  void jsonSaysWhatMadeAPlanImpossible() {
    CommandLineRun run = shell.run("plan", "missing.yaml", "-i", INVENTORY, "--format", "json");
    assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT_WRONG);
    Schemas.assertValid("plan", run.out());
  }

  private CommandLineRun plan(String... options) {
    String[] arguments = new String[options.length + 4];
    arguments[0] = "plan";
    arguments[1] = BLUEPRINT;
    arguments[2] = "-i";
    arguments[3] = INVENTORY;
    System.arraycopy(options, 0, arguments, 4, options.length);
    return shell.run(arguments);
  }
}
