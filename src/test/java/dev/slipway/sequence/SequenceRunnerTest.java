package dev.slipway.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diag.Category;
import dev.slipway.model.Bindings;
import dev.slipway.model.CommandSpec;
import dev.slipway.model.CommandSpec.Capture;
import dev.slipway.model.CommandSpec.Prompt;
import dev.slipway.model.Secret;
import dev.slipway.model.Value;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.template.VelocityTemplates;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SequenceRunnerTest {
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration SETTLE = Duration.ofMinutes(1);
  private static final Bindings BINDINGS =
      Bindings.of(
          Map.of(
              "node.ip", Value.plain("10.20.0.12"),
              "primary.ip", Value.plain("10.20.0.11"),
              "settings.password", new Value.Confidential("${secret:password}")));

  private final List<Duration> pauses = new ArrayList<>();
  private final FakeShell shell = new FakeShell();
  private final SequenceRunner runner =
      new SequenceRunner(
          new VelocityTemplates(),
          value ->
              switch (value) {
                case Value.Plain(String text) -> new Secret(text);
                case Value.Confidential confidential -> new Secret("hunter2");
              },
          pauses::add);

  private static CommandSpec spec(
      @Nullable String run,
      @Nullable String runCapture,
      int attempts,
      @Nullable String expect,
      Capture... captures) {
    return new CommandSpec(
        "step",
        "Do the step",
        "node",
        run,
        runCapture,
        true,
        List.of(new Prompt("sure about ${node.ip}\\?", "$node.ip yes")),
        Duration.ofMinutes(5),
        attempts,
        PAUSE,
        SETTLE,
        List.of(captures),
        expect == null ? List.of() : List.of(expect));
  }

  private Captured run(CommandSpec command) throws InterruptedException {
    return runner.run(command, BINDINGS, Captures.none(), shell);
  }

  private PortException failure(CommandSpec command) {
    return catchThrowableOfType(PortException.class, () -> run(command));
  }

  @Test
  void rendersTheCommandAndItsAnswersAndLetsThingsSettle() throws Exception {
    shell.answers(0, "done");
    assertThat(run(spec("join --to $primary.ip -p $settings.password", null, 1, null)).attempts())
        .isEqualTo(1);
    RemoteShell.Command command = shell.commands.getFirst();
    assertThat(command.text().reveal()).isEqualTo("join --to 10.20.0.11 -p hunter2");
    assertThat(command.terminal()).isTrue();
    assertThat(command.prompts().getFirst().answer().reveal()).isEqualTo("10.20.0.12 yes");
    assertThat(command.prompts().getFirst().question().matcher("sure about 10.20.0.12?").find())
        .isTrue();
    assertThat(command.prompts().getFirst().question().matcher("sure about 10x20.0.12?").find())
        .isFalse();
    assertThat(pauses).containsExactly(SETTLE);
  }

  @Test
  void takesCapturesAndRunsThemExactlyAsTheyWerePrinted() throws Exception {
    shell.answers(0, "run this:\n  /bin/join -a 10.20.0.11 $x '\n");
    Captures captures =
        run(spec("ask", null, 1, null, capture("(?m)^\\s*(?<line>/\\S+ -a .*\\S)\\s*$", null)))
            .captures();
    shell.answers(0, "");
    runner.run(spec(null, "line", 1, null), BINDINGS, captures, shell);
    assertThat(shell.commands.getLast().text().reveal()).isEqualTo("/bin/join -a 10.20.0.11 $x '");
    assertThat(captures.toString()).doesNotContain("10.20.0.11");
  }

  private static Capture capture(String pattern, @Nullable String mustMatch) {
    return new Capture("line", pattern, true, mustMatch);
  }

  @Test
  void aCaptureThatWasNotTakenCannotBeRun() {
    assertThat(failure(spec(null, "line", 1, null)).category()).isEqualTo(Category.USER);
  }

  @Test
  void triesAgainAsOftenAsItMay() throws Exception {
    shell.answers(1, "not yet").answers(0, "nothing").answers(0, "Ready 10.20.0.12 ");
    assertThat(run(spec("x", null, 5, "Ready ${node.ip}(\\s|$)")).attempts()).isEqualTo(3);
    assertThat(pauses).containsExactly(PAUSE, PAUSE, SETTLE);
  }

  @Test
  void givesUpWithTheLastLinesWithoutSecrets() {
    shell.answers(1, "a").answers(2, "using hunter2\nno such cluster\n");
    PortException failure = failure(spec("x", null, 2, null));
    assertThat(failure.code()).isEqualTo("sequence/command-failed");
    assertThat(failure.getMessage())
        .isEqualTo(
            "step \"Do the step\" failed: exit status 2, after 2 attempts; it printed last:\n"
                + "using (sensitive)\nno such cluster");
  }

  @Test
  void anExpectationThatIsMissedIsShown() {
    shell.answers(0, "other");
    PortException failure = failure(spec("x", null, 1, "Ready ${node.ip}"));
    assertThat(failure.code()).isEqualTo("sequence/expectation-missed");
    assertThat(failure).hasMessageContaining("node.ip is 10.20.0.12").hasMessageContaining("other");
  }

  @Test
  void aRefusedCaptureNamesTheAddressButNoTokenAndIsNotTriedAgain() {
    shell.answers(0, "Run:\n/bin/join -a 10.9.9.9 tokenA123456 tokenB123456\nagain tokenB123456\n");
    PortException failure =
        failure(
            spec(
                "x",
                null,
                3,
                null,
                capture("(?m)^(?<line>/\\S+ -a .*)$", "/bin/\\w+ -a ${primary.ip} \\S+ \\S+")));
    assertThat(failure.code()).isEqualTo("sequence/capture-refused");
    assertThat(failure)
        .hasMessageContaining("primary.ip is 10.20.0.11")
        .hasMessageContaining("names the address 10.9.9.9")
        .hasMessageNotContaining("token");
    assertThat(pauses).isEmpty();
  }

  @Test
  void aRefusedCaptureThatIsNoSecretIsShown() {
    shell.answers(0, "version 7\n");
    Capture version = new Capture("version", "version (?<version>\\d)", false, "8");
    assertThat(failure(spec("x", null, 1, null, version))).hasMessageContaining("Seen was 7");
  }

  @Test
  void aMissingSecretCaptureDoesNotShowWhatCouldBeIt() {
    shell.answers(0, "command:\nplease join 10.20.0.11 with /opt/x using abc123def456 ok\n");
    PortException failure = failure(spec("x", null, 1, null, capture("(?<line>/never)", null)));
    assertThat(failure.code()).isEqualTo("sequence/capture-missing");
    assertThat(failure)
        .hasMessageContaining("please join 10.20.0.11 with /opt/x using (sensitive) ok")
        .hasMessageNotContaining("abc123def456");
  }

  @Test
  void aWrongDefinitionIsTheUsersToMendAndShowsNoSecret() {
    shell.answers(0, "x").answers(0, "x");
    PortException malformed = failure(spec("x", null, 1, "(${settings.password}"));
    assertThat(malformed.category()).isEqualTo(Category.USER);
    assertThat(malformed).hasMessageNotContaining("hunter2").hasNoCause();
    PortException unknown = failure(spec("x", null, 1, "${nod.ip}"));
    assertThat(unknown.toDiagnostic().advice()).isEqualTo("Did you mean \"node.ip\"?");
  }

  @Test
  void aProofIsAskedOnceAndSaysWhyNot() throws Exception {
    CommandSpec proof = spec("x", null, 9, "Ready ${node.ip}");
    shell.answers(0, "Ready 10.20.0.12");
    assertThat(runner.prove(proof, BINDINGS, shell)).isEqualTo(new Outcome.Satisfied());
    shell.answers(1, "first\nThe connection was refused\n\n");
    assertThat(runner.prove(proof, BINDINGS, shell))
        .isEqualTo(new Outcome.Unsatisfied("exit status 1: The connection was refused"));
    assertThat(pauses).isEmpty();
  }

  private static final class FakeShell implements RemoteShell {
    private final List<Command> commands = new ArrayList<>();
    private final Deque<Result> results = new ArrayDeque<>();

    private FakeShell answers(int exitStatus, String output) {
      results.add(new Result(exitStatus, output, ""));
      return this;
    }

    @Override
    public String hostKeyFingerprint() {
      return "SHA256:fake";
    }

    @Override
    public Result run(Command command) {
      commands.add(command);
      return results.remove();
    }

    @Override
    public void close() {}
  }
}
