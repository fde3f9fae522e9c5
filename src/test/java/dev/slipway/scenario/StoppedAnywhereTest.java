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

  private CommandLineRun run(Path here, String command, String option) {
    return new CommandLineRun.Shell(here)
        .run(command, blueprint.toString(), "-i", INVENTORY.toString(), option);
  }

  private Path in(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }
}
