package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every definition that is shipped passes its own cases, and they ask for all that it does. */
class DefinitionsTest {
  private static final Path TEMPLATES = Path.of("templates").toAbsolutePath();

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource
  void definitions(Path definition) {
    CommandLineRun run =
        new CommandLineRun.Shell(folder).run("appliance", "test", definition.toString());

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("ok - ")
        .doesNotContain("nothing in sandbox.yaml answers", "nothing uses the setting", "made up");
    assertThat(folder).as("the user's own data").isEmptyDirectory();
  }

  static Stream<Path> definitions() throws IOException {
    try (Stream<Path> folders = Files.list(TEMPLATES)) {
      return folders
          .filter(each -> Files.exists(each.resolve("appliance.yaml")))
          .sorted()
          .toList()
          .stream();
    }
  }
}
