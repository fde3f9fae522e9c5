package dev.slipway.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diag.Category;
import dev.slipway.model.Bindings;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Escape;
import dev.slipway.model.Expectation;
import dev.slipway.model.Extraction;
import dev.slipway.model.GuestShell;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Secret;
import dev.slipway.model.SequenceSpec;
import dev.slipway.model.SequenceStep.Capture;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepAction.Method;
import dev.slipway.model.StepAction.Prompt;
import dev.slipway.model.StepProof;
import dev.slipway.model.Value;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSnapshot;
import dev.slipway.port.GuestOperations;
import dev.slipway.port.HttpRequests;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.SqlStatements;
import dev.slipway.port.VCenter;
import dev.slipway.template.VelocityTemplates;
import dev.slipway.testing.StepBuilder;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceRunnerTest {
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration SETTLE = Duration.ofMinutes(1);
  private static final Bindings BINDINGS =
      Bindings.of(
          Map.of(
              "node.ip", Value.plain("10.20.0.12"),
              "primary.ip", Value.plain("10.20.0.11"),
              "settings.password", new Value.Confidential("${secret:password}")));

  private static final NodeTarget NODE =
      new NodeTarget("hcc-2", "worker", "10.20.0.12", new VmPath("LON", "", "hcc-2"));
  private static final NodeSequenceSpec MEMBERSHIP =
      new NodeSequenceSpec(
          NODE,
          List.of(NODE),
          new SequenceSpec(
              "join",
              "worker",
              SequenceSpec.Outcome.MEMBERSHIP,
              StepBuilder.proof("node", "true"),
              List.of()),
          BINDINGS);

  private final List<Duration> pauses = new ArrayList<>();
  private final FakeShell shell = new FakeShell();
  private final List<String> asked = new ArrayList<>();
  private final List<HttpRequests.Request> requests = new ArrayList<>();
  private final Deque<HttpRequests.Response> responses = new ArrayDeque<>();
  private final List<SqlStatements.Statement> statements = new ArrayList<>();
  private final Deque<SqlStatements.Result> results = new ArrayDeque<>();
  private final List<String> changes = new ArrayList<>();
  private final List<String> scripts = new ArrayList<>();
  private final GuestOperations inGuests =
      new GuestOperations() {
        @Override
        public RemoteShell.Result run(
            Guest guest, GuestShell kind, Secret script, Duration timeout) {
          scripts.add(
              "%s as %s:%s: %s"
                  .formatted(
                      guest.vm().name(),
                      guest.user().reveal(),
                      guest.password().reveal(),
                      script.reveal()));
          return new RemoteShell.Result(7, "", "hunter2 is wrong");
        }

        @Override
        public void upload(Guest guest, RemoteShell.Upload upload) {
          shell.uploads.add(upload);
        }
      };
  private boolean open;
  private boolean attended;

  private final SequenceRunner runner =
      new SequenceRunner(
          new Performers(
              new VelocityTemplates(),
              (host, port, timeout) -> open,
              this::send,
              this::query,
              vcenter(),
              this::attend),
          value ->
              switch (value) {
                case Value.Plain(String text) -> new Secret(text);
                case Value.Confidential confidential -> new Secret("hunter2");
              },
          pauses::add);

  private static StepBuilder step(String run) {
    return StepBuilder.step("step")
        .title("Do the step")
        .action(StepBuilder.shell(run, new Prompt("sure about ${node.ip}\\?", "$node.ip yes")))
        .timeout(Duration.ofMinutes(5))
        .settle(SETTLE);
  }

  private boolean attend(String name, String instructions) {
    asked.add(instructions);
    return attended;
  }

  private HttpRequests.Response send(HttpRequests.Request request) {
    requests.add(request);
    return responses.remove();
  }

  private SqlStatements.Result query(SqlStatements.Statement statement) {
    statements.add(statement);
    return results.remove();
  }

  /** Of vCenter, only what is done in guests matters here, and which calls are made. */
  private VCenter vcenter() {
    return (VCenter)
        Proxy.newProxyInstance(
            VCenter.class.getClassLoader(),
            new Class<?>[] {VCenter.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("guests")) {
                return inGuests;
              }
              changes.add(method.getName());
              return switch (method.getName()) {
                case "findVm" -> Optional.empty();
                case "takeSnapshot" -> arguments[1].equals(VmSnapshot.ofStep("before hcc-2"));
                default -> null;
              };
            });
  }

  private void responds(int status, String body, String... header) {
    responses.add(
        new HttpRequests.Response(
            status, header.length == 0 ? Map.of() : Map.of(header[0], header[1]), body));
  }

  private static StepAction.HttpRequest get(String url) {
    return new StepAction.HttpRequest(
        Method.GET, url, Map.of(), null, Escape.NONE, null, List.of(), null);
  }

  private Captured run(StepBuilder step) throws InterruptedException {
    return runner.run(step.build(), MEMBERSHIP, NODE, Captures.none(), node -> shell);
  }

  private PortException failure(StepBuilder step) {
    return catchThrowableOfType(PortException.class, () -> run(step));
  }

  @Test
  void rendersTheCommandAndItsAnswersAndLetsThingsSettle() throws Exception {
    shell.answers(0, "done");
    assertThat(run(step("join --to $primary.ip -p $settings.password")).attempts()).isEqualTo(1);
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
        run(step("ask").captures(capture("(?m)^\\s*(?<line>/\\S+ -a .*\\S)\\s*$", null)))
            .captures();
    shell.answers(0, "");
    runner.run(
        step("").action(StepBuilder.captured("line")).build(),
        MEMBERSHIP,
        NODE,
        captures,
        node -> shell);
    assertThat(shell.commands.getLast().text().reveal()).isEqualTo("/bin/join -a 10.20.0.11 $x '");
    assertThat(captures.toString()).doesNotContain("10.20.0.11");
  }

  private static Capture capture(String pattern, @Nullable String mustMatch) {
    return new Capture("line", new Extraction.Text(pattern, "line"), true, mustMatch);
  }

  @Test
  void aCaptureThatWasNotTakenCannotBeRun() {
    assertThat(failure(step("").action(StepBuilder.captured("line"))).category())
        .isEqualTo(Category.USER);
  }

  @Test
  void triesAgainAsOftenAsItMay() throws Exception {
    shell.answers(1, "not yet").answers(0, "nothing").answers(0, "Ready 10.20.0.12 ");
    assertThat(run(step("x").attempts(5, PAUSE).expect("Ready ${node.ip}(\\s|$)")).attempts())
        .isEqualTo(3);
    assertThat(pauses).containsExactly(PAUSE, PAUSE, SETTLE);
  }

  @Test
  void givesUpWithTheLastLinesWithoutSecrets() {
    shell.answers(1, "a").answers(2, "using hunter2\nno such cluster\n");
    PortException failure = failure(step("x").attempts(2, PAUSE));
    assertThat(failure.code()).isEqualTo("sequence/command-failed");
    assertThat(failure.getMessage())
        .isEqualTo(
            "step \"Do the step\" failed: exit status 2, after 2 attempts; it printed last:\n"
                + "using (sensitive)\nno such cluster");
  }

  @Test
  void anExpectationThatIsMissedIsShown() {
    shell.answers(0, "other");
    PortException failure = failure(step("x").expect("Ready ${node.ip}"));
    assertThat(failure.code()).isEqualTo("sequence/expectation-missed");
    assertThat(failure).hasMessageContaining("node.ip is 10.20.0.12").hasMessageContaining("other");
  }

  @Test
  void aRefusedCaptureNamesTheAddressButNoTokenAndIsNotTriedAgain() {
    shell.answers(0, "Run:\n/bin/join -a 10.9.9.9 tokenA123456 tokenB123456\nagain tokenB123456\n");
    PortException failure =
        failure(
            step("x")
                .attempts(3, PAUSE)
                .captures(
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
    Capture version =
        new Capture(
            "version", new Extraction.Text("version (?<version>\\d)", "version"), false, "8");
    assertThat(failure(step("x").captures(version))).hasMessageContaining("Seen was 7");
  }

  @Test
  void aMissingSecretCaptureDoesNotShowWhatCouldBeIt() {
    shell.answers(0, "command:\nplease join 10.20.0.11 with /opt/x using abc123def456 ok\n");
    PortException failure = failure(step("x").captures(capture("(?<line>/never)", null)));
    assertThat(failure.code()).isEqualTo("sequence/capture-missing");
    assertThat(failure)
        .hasMessageContaining("please join 10.20.0.11 with /opt/x using (sensitive) ok")
        .hasMessageNotContaining("abc123def456");
  }

  @Test
  void aWrongDefinitionIsTheUsersToMendAndShowsNoSecret() {
    shell.answers(0, "x").answers(0, "x");
    PortException malformed = failure(step("x").expect("(${settings.password}"));
    assertThat(malformed.category()).isEqualTo(Category.USER);
    assertThat(malformed).hasMessageNotContaining("hunter2").hasNoCause();
    PortException unknown = failure(step("x").expect("${nod.ip}"));
    assertThat(unknown.toDiagnostic().advice()).isEqualTo("Did you mean \"node.ip\"?");
  }

  @Test
  void aProofIsAskedOnceAndSaysWhyNot() throws Exception {
    StepProof proof = StepBuilder.proof("node", "x", "Ready ${node.ip}");
    shell.answers(0, "Ready 10.20.0.12");
    assertThat(runner.prove(proof, MEMBERSHIP, Captures.none(), node -> shell))
        .isEqualTo(new ProofResult.Given());
    shell.answers(1, "first\nThe connection was refused\n\n");
    assertThat(runner.prove(proof, MEMBERSHIP, Captures.none(), node -> shell))
        .isEqualTo(new ProofResult.Missing("exit status 1: The connection was refused"));
    assertThat(pauses).isEmpty();
  }

  @Test
  void aStepIsDoneWhenItsProofIsGiven() throws Exception {
    shell.answers(0, "").answers(1, "not yet").answers(0, "").answers(0, "there");
    StepBuilder step =
        step("make").attempts(3, PAUSE).proof(StepBuilder.proof("node", "look", "there"));
    assertThat(run(step).attempts()).isEqualTo(2);
    assertThat(shell.commands)
        .extracting(command -> command.text().reveal())
        .containsExactly("make", "look", "make", "look");

    shell.answers(0, "").answers(0, "elsewhere");
    PortException failure = failure(step("make").proof(StepBuilder.proof("node", "look", "there")));
    assertThat(failure.code()).isEqualTo("sequence/not-proven");
    assertThat(failure).hasMessageContaining("elsewhere");
  }

  @Test
  void whatAFailedAttemptLeftIsTakenBack() throws Exception {
    shell.answers(1, "half").answers(0, "").answers(0, "whole");
    run(step("make").attempts(2, PAUSE).undo(StepBuilder.shell("clean")));
    assertThat(shell.commands)
        .extracting(command -> command.text().reveal())
        .containsExactly("make", "clean", "make");
  }

  @Test
  void capturesAndTheNodeOfTheStepCanBeInserted() throws Exception {
    shell.answers(0, "");
    Captures captures = Captures.none().with(Map.of("token", new Secret("a b")));
    runner.run(
        step("use $captures.token on $target.name").build(),
        MEMBERSHIP,
        NODE,
        captures,
        node -> shell);
    assertThat(shell.commands.getFirst().text().reveal()).isEqualTo("use 'a b' on hcc-2");
  }

  @Test
  void uploadsAreRenderedWithoutQuotes() throws Exception {
    run(
        step("")
            .action(new StepAction.FileUpload("ip=$node.ip\n", "/etc/${node.ip}.conf", "0640")));
    RemoteShell.Upload upload = shell.uploads.getFirst();
    assertThat(upload.content().reveal()).isEqualTo("ip=10.20.0.12\n");
    assertThat(upload.path()).isEqualTo("/etc/10.20.0.12.conf");
    assertThat(upload.mode()).isEqualTo(0640);
  }

  @Test
  void requestsAreRenderedWithTheirValuesEscaped() throws Exception {
    responds(200, "");
    Captures captures = Captures.none().with(Map.of("name", new Secret("a\"&/b")));
    StepAction request =
        new StepAction.HttpRequest(
            Method.POST,
            "https://$node.ip:8281/x?q=$captures.name",
            Map.of("X-Name", "$captures.name"),
            "{\"name\": \"$captures.name\"}",
            Escape.JSON,
            new StepAction.Login("admin", "$settings.password"),
            List.of(),
            "AA:BB");
    runner.run(step("").action(request).build(), MEMBERSHIP, NODE, captures, node -> shell);
    HttpRequests.Request sent = requests.getFirst();
    assertThat(sent.url()).hasToString("https://10.20.0.12:8281/x?q=a%22%26/b");
    assertThat(sent.headers())
        .containsEntry("X-Name", new Secret("a\"&/b"))
        .containsEntry("Authorization", new Secret("Basic YWRtaW46aHVudGVyMg=="));
    assertThat(sent.body()).isEqualTo(new Secret("{\"name\": \"a\\\"&/b\"}"));
    assertThat(sent.certificates()).containsExactly("AA:BB");
  }

  @Test
  void aRequestIsRetriedUntilItsAnswerIsAsExpected() throws Exception {
    responds(503, "starting");
    responds(200, "{\"state\": \"STARTING\"}");
    responds(200, "{\"state\": \"OK\", \"token\": \"abc123\", \"list\": [{\"id\": 7}]}");
    Captured captured =
        run(
            step("")
                .action(get("https://$node.ip/"))
                .attempts(3, PAUSE)
                .expect(
                    new Expectation(new Extraction.JsonPointer("/state"), "OK", null),
                    Expectation.shows("token"))
                .captures(
                    new Capture("id", new Extraction.JsonPointer("/list/0/id"), false, "\\d")));
    assertThat(captured.attempts()).isEqualTo(3);
    assertThat(captured.captures().get("id")).contains(new Secret("7"));
  }

  @Test
  void whatIsExpectedOfADocumentIsToldWithWhatWasSeen() {
    responds(200, "<a><b:state xmlns:b='urn:b'>half hunter2</b:state></a>");
    PortException failure =
        failure(
            step("")
                .action(get("https://$node.ip/"))
                .expect(
                    new Expectation(
                        new Extraction.XPath("//*[name()='b:state']"), null, "${node.ip}|OK")));
    assertThat(failure.code()).isEqualTo("sequence/expectation-missed");
    assertThat(failure)
        .hasMessageContaining("to match ${node.ip}|OK where node.ip is 10.20.0.12")
        .hasMessageContaining("Seen was half (sensitive)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no document",
        "<a/>",
        "{\"b\": 1}",
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a><state>&b;</state></a>"
      })
  void aDocumentThatDoesNotHoldItIsMissed(String body) {
    responds(200, body);
    responds(200, body);
    for (Extraction from :
        List.of(new Extraction.XPath("/a/state"), new Extraction.JsonPointer("/state"))) {
      assertThat(
              failure(
                  step("")
                      .action(get("https://$node.ip/"))
                      .captures(new Capture("state", from, false, null))))
          .hasMessageContaining("does not show \"state\"");
    }
  }

  @Test
  void aHeaderCanBeCapturedAndBeTheNextUrl() throws Exception {
    responds(202, "", "Location", "https://10.20.0.12/jobs/1?a=b");
    Captures captures =
        run(step("")
                .action(get("https://$node.ip/"))
                .captures(new Capture("job", new Extraction.Header("location"), false, null)))
            .captures();
    responds(200, "");
    runner.run(
        step("").action(get("$captures.job")).build(), MEMBERSHIP, NODE, captures, node -> shell);
    assertThat(requests.getLast().url()).hasToString("https://10.20.0.12/jobs/1?a=b");
  }

  @Test
  void whatDoesNotBecomeAUrlIsNotSent() {
    PortException failure = failure(step("").action(get("https://$settings.password $node.ip/")));
    assertThat(failure.code()).isEqualTo("sequence/malformed-url");
    assertThat(failure).hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "jdbc:postgresql://$node.ip/widgets,\"a]\"\"b\"",
        "jdbc:sqlserver://$node.ip;databaseName=widgets,[a]]\"b]",
        "jdbc:mariadb://$node.ip/widgets,`a]\"b`"
      })
  void valuesOfAStatementAreBoundOrBecomeIdentifiers(String url, String identifier)
      throws Exception {
    results.add(new SqlStatements.Result("", "1 rows\n", ""));
    Captures captures = Captures.none().with(Map.of("table", new Secret("a]\"b")));
    runner.run(
        step("")
            .action(
                new StepAction.SqlStatement(
                    url,
                    new StepAction.Login("sa", "$settings.password"),
                    "UPDATE $captures.table SET a = ?",
                    List.of("$settings.password")))
            .build(),
        MEMBERSHIP,
        NODE,
        captures,
        node -> shell);
    SqlStatements.Statement executed = statements.getFirst();
    assertThat(executed.url().reveal()).isEqualTo(url.replace("$node.ip", "10.20.0.12"));
    assertThat(executed.user()).isEqualTo(new Secret("sa"));
    assertThat(executed.password()).isEqualTo(new Secret("hunter2"));
    assertThat(executed.text().reveal()).isEqualTo("UPDATE " + identifier + " SET a = ?");
    assertThat(executed.parameters()).containsExactly(new Secret("hunter2"));
    assertThat(executed.node()).isEqualTo(NODE);
  }

  @Test
  void aStatementIsTriedAgainAndItsRowsAreSearched() throws Exception {
    results.add(new SqlStatements.Result("SELECT in widgets: SQL state 42P01", "", "hunter2?"));
    results.add(new SqlStatements.Result("", "a\tstarting\n", ""));
    results.add(new SqlStatements.Result("", "a\tready\nb\tNULL\n", ""));
    Captured captured =
        run(
            step("")
                .action(select())
                .attempts(3, PAUSE)
                .expect("(?m)^a\tready$")
                .captures(capture("(?m)^(?<line>\\w)\tNULL$", null)));
    assertThat(captured.attempts()).isEqualTo(3);
    assertThat(captured.captures().get("line")).contains(new Secret("b"));

    results.add(new SqlStatements.Result("SELECT in widgets: SQL state 42P01", "", "hunter2?"));
    assertThat(failure(step("").action(select())))
        .hasMessageContaining("SELECT in widgets: SQL state 42P01; it printed last:\n(sensitive)?");
  }

  private static StepAction select() {
    return new StepAction.SqlStatement("jdbc:h2:x", null, "SELECT 1", List.of());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {"SH,'a b'\\''c%d'", "POWERSHELL,'a b''c%d'", "CMD,\"a b'c%%d\""})
  void scriptsOfGuestsAreQuotedForTheirShell(GuestShell kind, String quoted) {
    Captures captures = Captures.none().with(Map.of("x", new Secret("a b'c%d")));
    StepAction action =
        new StepAction.GuestCommand(
            new StepAction.Login("root", "$settings.password"), kind, "use $captures.x");
    PortException failure =
        catchThrowableOfType(
            PortException.class,
            () ->
                runner.run(
                    step("").action(action).build(), MEMBERSHIP, NODE, captures, n -> shell));
    assertThat(scripts).containsExactly("hcc-2 as root:hunter2: use " + quoted);
    assertThat(failure)
        .hasMessageContaining("exit status 7; it printed last:\n(sensitive) is wrong");
  }

  @ParameterizedTest
  @CsvSource({
    "POWER_ON,powerOn",
    "POWER_OFF,powerOff",
    "SHUT_DOWN,shutDown findVm",
    "RESTART,shutDown powerOff powerOn"
  })
  void aVmIsSwitchedAsTheStepSays(StepAction.Power power, String calls) throws Exception {
    run(step("").action(new StepAction.PowerChange(power)));
    assertThat(changes).containsExactly(calls.split(" "));
  }

  @Test
  void snapshotsAreTakenAndRemovedByTheirName() throws Exception {
    run(
        step("")
            .action(new StepAction.SnapshotChange("before $target.name", true))
            .expect("^taken$"));
    run(step("").action(new StepAction.SnapshotChange("before", false)));
    assertThat(changes).containsExactly("takeSnapshot", "removeSnapshot");
  }

  @Test
  void filesOfGuestsAreRendered() throws Exception {
    run(
        step("")
            .action(
                new StepAction.GuestUpload(
                    new StepAction.Login("root", "x"),
                    new StepAction.FileUpload("ip=$node.ip", "/etc/a", "0640"))));
    assertThat(shell.uploads.getFirst().content().reveal()).isEqualTo("ip=10.20.0.12");
  }

  @Test
  void aPortIsWaitedFor() throws Exception {
    StepBuilder wait = step("").action(new StepAction.PortCheck(8281)).attempts(2, PAUSE);
    assertThat(failure(wait)).hasMessageContaining("port 8281 of 10.20.0.12 is not open");
    open = true;
    assertThat(run(wait).attempts()).isEqualTo(1);
  }

  @Test
  void aGateIsForAPersonAndItsProofDecides() throws Exception {
    StepBuilder gate =
        step("")
            .action(new StepAction.ManualGate("Enable SSH on $node.ip."))
            .proof(StepBuilder.proof("node", "look"));
    PortException nobody = failure(gate);
    assertThat(nobody.category()).isEqualTo(Category.ATTENDANCE);
    assertThat(nobody).hasMessageContaining("Enable SSH on 10.20.0.12.");

    attended = true;
    asked.clear();
    shell.answers(1, "").answers(1, "").answers(0, "");
    run(gate);
    assertThat(asked).hasSize(3);
  }

  private static final class FakeShell implements RemoteShell {
    private final List<Command> commands = new ArrayList<>();
    private final List<Upload> uploads = new ArrayList<>();
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
    public void upload(Upload upload) {
      uploads.add(upload);
    }

    @Override
    public void close() {}
  }
}
