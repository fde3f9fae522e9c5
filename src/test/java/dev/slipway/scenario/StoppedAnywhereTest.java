package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.cli.StoppedApply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever step a run stops after, the same command makes the rest, and nothing is left to do. */
class StoppedAnywhereTest {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final Path INVENTORY = PROJECT.resolve("inventories/sandbox.yaml");

  private static final int JOIN_COMMANDS = 3;

  @TempDir Path folder;
  private Path blueprint = INVENTORY;

  @BeforeEach
  void nameThePackageFromAnywhere() throws IOException {
    String shipped = Files.readString(PROJECT.resolve("blueprints/hcc-london.yaml"));
    blueprint =
        Files.writeString(
            folder.resolve("blueprint.yaml"),
            shipped.replace("package: ", "package: " + PROJECT + "/"));
  }

  @Test
  void convergesAfterEveryStep() throws Exception {
    int steps = new StoppedApply(in("count"), blueprint, INVENTORY).steps();
    assertThat(steps).isGreaterThan(10);
    for (int stopped = 1; stopped <= steps; stopped++) {
      Path here = in("after-" + stopped);
      new StoppedApply(here, blueprint, INVENTORY).after(stopped);

      CommandLineRun again = run(here, "apply", "--auto-approve");
      assertThat(again.exitCode()).as("after %d: %s", stopped, again.err()).isZero();
      CommandLineRun plan = run(here, "plan", "--detailed-exitcode");
      assertThat(plan.out()).as("after %d", stopped).contains("No changes.");
      assertThat(plan.exitCode()).as("after %d", stopped).isZero();
    }
  }

  /** Known hosts then has the key of a VM that is gone, under the same address. */
  @Test
  void convergesWhenNobodyHasSpokenToARebuiltNode() throws Exception {
    Path here = in("rebuilt");
    int steps = new StoppedApply(here, blueprint, INVENTORY).steps();
    assertThat(run(here, "apply", "--auto-approve").exitCode()).isZero();
    assertThat(run(here, "destroy", "--auto-approve").exitCode()).isZero();
    new StoppedApply(here, blueprint, INVENTORY).after(steps - JOIN_COMMANDS);

    CommandLineRun plan = run(here, "plan", "--detailed-exitcode");
    assertThat(plan.exitCode()).as(plan.err()).isEqualTo(2);
    assertThat(plan.out()).contains("nobody has spoken to hcc-lon-1 yet");
    CommandLineRun again = run(here, "apply", "--auto-approve");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(run(here, "plan", "--detailed-exitcode").exitCode()).isZero();
  }

  private CommandLineRun run(Path here, String command, String option) {
    return new CommandLineRun.Shell(here)
        .run(command, blueprint.toString(), "-i", INVENTORY.toString(), option);
  }

  private Path in(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }
}
