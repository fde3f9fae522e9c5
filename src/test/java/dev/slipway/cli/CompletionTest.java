package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
  @TempDir private Path folder;

  @Test
  void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
    assertThat(complete("slipway", "pl")).contains("plan");
    assertThat(complete("slipway", "plan", "--detailed")).contains("--detailed-exitcode");
    assertThat(complete("slipway", "schema", "blue")).contains("blueprint");
  }

  @Test
  void zshBringsItsOwnCompletionUpFirst() {
    CommandLineRun run = new CommandLineRun.Shell(folder).run("completion", "zsh");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("autoload -U +X compinit && compinit")
        .contains("bashcompinit");
  }

  /** What bash offers for the last word. */
  private String complete(String... words) throws IOException, InterruptedException {
    Path script = folder.resolve("completion.bash");
    Files.writeString(script, new CommandLineRun.Shell(folder).run("completion", "bash").out());
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                """
                source "$1"; shift
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"
                completer=$(complete -p slipway); completer=${completer##*-F }
                ${completer%% *} && printf '%s\\n' "${COMPREPLY[@]}"
                """,
                "bash",
                script.toString()));
    command.addAll(List.of(words));
    Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
