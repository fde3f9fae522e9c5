package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's archive is worth something only while the rehearsed plan can be made. */
class RehearseCommandTest {
  @TempDir Path folder = Path.of("");

  @Test
  void theExampleIsPlannedOnTheSandboxAndThroughTheApi() {
    CommandLineRun run =
        new CommandLineRun.Shell(folder)
            .with("SLIPWAY_HOME", Path.of("").toAbsolutePath().toString())
            .run(
                "rehearse",
                folder.toString(),
                Path.of("blueprints/hcc-london.yaml").toAbsolutePath().toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("Looking at the embedded sandbox")
        .containsPattern("(?s)Looking at vCenter.*Looking at vCenter")
        .containsPattern("(?s)error: hcc-lon-1 would have to be rebuilt.*error: hcc-lon-2")
        .doesNotContain("internal");
  }
}
