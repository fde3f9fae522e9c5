package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every blueprint that comes along has its whole life on the sandbox. */
class ExamplesTest {
  @TempDir private Path folder;

  static List<Path> blueprints() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("blueprints"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("blueprints")
  void isPlannedAppliedPlannedAgainEmptyAndDestroyed(Path blueprint) throws IOException {
    String text = Files.readString(blueprint);
    Path own = folder.resolve(blueprint.getFileName());
    Files.writeString(own, text.replace("packages/", Path.of("packages").toAbsolutePath() + "/"));
    String inventory =
        text.contains("\n  site:") ? "inventories/sandbox-sites.yaml" : "inventories/sandbox.yaml";

    assertDone(run("plan", own, inventory), " to add, ");
    assertDone(run("apply", own, inventory, "--auto-approve"), "Apply complete!");
    assertDone(run("plan", own, inventory, "--detailed-exitcode"), "No changes.");
    assertDone(run("destroy", own, inventory, "--auto-approve"), "Destroy complete!");
    assertDone(run("destroy", own, inventory, "--auto-approve"), "No changes.");
  }

  private static void assertDone(CommandLineRun run, String told) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains(told);
  }

  private CommandLineRun run(String command, Path blueprint, String inventory, String... options) {
    return new CommandLineRun.Shell(folder)
        .run(
            Stream.concat(
                    Stream.of(
                        command,
                        blueprint.toString(),
                        "-i",
                        Path.of(inventory).toAbsolutePath().toString()),
                    Stream.of(options))
                .toArray(String[]::new));
  }
}
