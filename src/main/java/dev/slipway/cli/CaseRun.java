package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.appliance.ApplianceTest;
import dev.slipway.appliance.ApplianceTest.Outage;
import dev.slipway.appliance.ApplianceTest.Stop;
import dev.slipway.cli.QuietShell.Ended;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.sandbox.AnswerLog;
import dev.slipway.sandbox.SandboxAppliances;
import dev.slipway.sandbox.SandboxVCenter;
import dev.slipway.view.DiagnosticText;
import dev.slipway.view.KitReport.Case;
import dev.slipway.view.KitReport.Check;
import dev.slipway.view.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Runs one case of the test kit, by the commands that a user would give. */
final class CaseRun {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> WELL = Set.of("healthy", "at-risk");

  private final Terminal terminal;
  private final ApplianceDefinition definition;
  private final ApplianceTest test;
  private final CaseFiles files;
  private final boolean verbose;
  private final List<Check> checks = new ArrayList<>();
  private final Set<String> answered = new TreeSet<>();
  private final Set<String> unanswered = new TreeSet<>();

  CaseRun(
      Terminal terminal,
      ApplianceDefinition definition,
      ApplianceTest test,
      CaseFiles files,
      boolean verbose) {
    this.terminal = terminal;
    this.definition = definition;
    this.test = test;
    this.files = files;
    this.verbose = verbose;
  }

  /** What was seen where something else was expected; empty when it is as it should be. */
  private record Seen(String detail) {
    static final Seen AS_EXPECTED = new Seen("");

    static Seen when(boolean expected, String detail) {
      return expected ? AS_EXPECTED : new Seen(detail);
    }
  }

  /** Looks at one thing. */
  @FunctionalInterface
  private interface Look {
    Seen look() throws InterruptedException, IOException;
  }

  /** What the sandbox's scripts answered, as {@link AnswerLog} names it. */
  Set<String> answered() {
    return answered;
  }

  /** What they did not. */
  Set<String> unanswered() {
    return unanswered;
  }

  /** Runs the case; what follows a failure that nothing can follow is left out. */
  Case run() throws InterruptedException, IOException {
    AnswerLog log = AnswerLog.in(sandbox(files.state()));
    log.begin();
    if (test.invalid() != null) {
      check("validate refuses it", this::refusal);
    } else if (check("validate", this::validity) && check("plan", this::plan)) {
      deploy();
    }
    answered.addAll(log.answered());
    unanswered.addAll(log.unanswered());
    return new Case(test.name(), checks);
  }

  private void deploy() throws InterruptedException, IOException {
    for (Stop stop : test.stops()) {
      if (!check("apply stops at " + stop.at().value(), () -> stop(stop))) {
        return;
      }
    }
    if (!check("apply", () -> done(apply(files.state())))) {
      return;
    }
    check("plan again is empty", this::emptiness);
    String expected = test.status();
    Set<String> levels = expected == null ? WELL : Set.of(expected);
    check("status", () -> status(files.state(), levels, null));
    for (Outage outage : test.outages()) {
      check("status when " + outage.name(), () -> outage(outage));
    }
    for (var operation : test.operations()) {
      String name = operation.value();
      if (check(
          "operation " + name,
          () ->
              done(
                  command(
                      files.state(),
                      files.templates(),
                      List.of("sequence", "run", name),
                      "--auto-approve")))) {
        check("apply after " + name, () -> done(apply(files.state())));
      }
    }
    if (check(
        "destroy",
        () ->
            done(
                command(files.state(), files.templates(), List.of("destroy"), "--auto-approve")))) {
      check("nothing is left", this::absence);
    }
  }

  private boolean check(String name, Look look) throws InterruptedException, IOException {
    long began = terminal.clock().millis();
    Seen seen = look.look();
    boolean passed = seen.equals(Seen.AS_EXPECTED);
    checks.add(new Check(name, passed, seen.detail(), terminal.clock().millis() - began));
    return passed;
  }

  private List<Diagnostic> problems() {
    BlueprintOptions options = new BlueprintOptions();
    options.inventory = files.inventory();
    options.templates = List.of(files.templates());
    List<Diagnostic> found;
    try {
      found =
          new Project(new QuietShell(terminal, files.state()).terminal(), options)
              .check(files.blueprint());
    } catch (DiagnosedException e) {
      found = e.diagnostics();
    }
    return found.stream().filter(Diagnostic::isError).map(files::trace).toList();
  }

  private Seen validity() {
    return new Seen(render(problems()));
  }

  private Seen refusal() {
    List<Diagnostic> problems = problems();
    String wanted = test.invalid() == null ? "" : test.invalid().value();
    boolean told =
        problems.stream()
            .flatMap(each -> Stream.of(each.summary(), each.detail(), each.advice()))
            .anyMatch(text -> text.contains(wanted));
    return Seen.when(
        told,
        "expected a problem that says: %s\n%s"
            .formatted(wanted, problems.isEmpty() ? "It is valid." : render(problems)));
  }

  private static String render(List<Diagnostic> problems) {
    return problems.isEmpty() ? "" : new DiagnosticText(Style.PLAIN).render(problems).strip();
  }

  private Seen plan() throws InterruptedException, IOException {
    Ended plan = command(files.state(), files.templates(), List.of("plan"), "--format", "json");
    if (!plan.isDone()) {
      return done(plan);
    }
    JsonNode changes = JSON.readTree(plan.out()).path("resource_changes");
    List<String> wrong = new ArrayList<>();
    test.properties()
        .forEach((node, properties) ->
            properties.forEach((key, wanted) -> {
              String seen = property(changes, node, key);
              if (!wanted.equals(seen)) {
                wrong.add(
                    "expected the property %s of %s to be \"%s\"; it is %s"
                        .formatted(
                            key, node, wanted, seen == null ? "not sent" : "\"" + seen + "\""));
              }
            }));
    return new Seen(String.join("\n", wrong));
  }

  private static @Nullable String property(JsonNode changes, String node, String key) {
    return stream(changes)
        .filter(change -> change.path("address").asText().equals("vm/" + node))
        .flatMap(change -> stream(change.path("attributes")))
        .filter(attribute -> attribute.path("path").asText().equals("properties[\"" + key + "\"]"))
        .map(attribute ->
            attribute.path("after_sensitive").asBoolean()
                ? "(sensitive)"
                : attribute.path("after").asText())
        .findFirst()
        .orElse(null);
  }

  private Seen stop(Stop stop) throws InterruptedException, IOException {
    Ended apply = apply(files.state(), files.templates(stop));
    List<JsonNode> failed =
        apply
            .out()
            .lines()
            .map(CaseRun::json)
            .filter(event -> event.path("type").asText().equals("step_errored"))
            .toList();
    String at = stop.at().value();
    boolean there =
        failed.size() == 1
            && (failed.getFirst().path("step").asText().equals(at)
                || failed.getFirst().path("step").asText().endsWith(":" + at));
    if (!there) {
      return new Seen(
          "expected it to stop at %s; %s"
              .formatted(
                  at,
                  apply.isDone()
                      ? "it went on to the end"
                      : failed.stream().map(step -> step.path("step").asText()).toList()
                          + " failed:\n"
                          + apply.problems()));
    }
    String says = stop.says();
    if (says != null && !apply.err().contains(says)) {
      return new Seen("expected it to say: " + says + "\n" + apply.problems());
    }
    return new Seen(remember(files.state(), stop.remembered()));
  }

  private Seen emptiness() throws InterruptedException, IOException {
    Ended plan =
        command(
            files.state(),
            files.templates(),
            List.of("plan"),
            "--detailed-exitcode",
            "--format",
            "json");
    if (plan.exitCode() != ExitCode.CHANGES_PENDING) {
      return done(plan);
    }
    return new Seen(
        "expected nothing to be left to do; still to change: "
            + String.join(
                ", ",
                stream(JSON.readTree(plan.out()).path("resource_changes"))
                    .filter(change ->
                        !change.path("change").path("actions").toString().contains("no-op"))
                    .map(change -> change.path("address").asText())
                    .toList()));
  }

  private Seen outage(Outage outage) throws InterruptedException, IOException {
    Path copy = copyOf(files.state(), files.state().resolveSibling("outage-" + checks.size()));
    String unknown = remember(copy, outage.remembered()) + powerOff(copy, outage.off());
    if (!unknown.isEmpty()) {
      return new Seen(unknown);
    }
    String wanted = outage.status();
    Seen seen = status(copy, wanted == null ? Set.of() : Set.of(wanted), outage.scenario());
    AnswerLog log = AnswerLog.in(sandbox(copy));
    answered.addAll(log.answered());
    unanswered.addAll(log.unanswered());
    return seen;
  }

  /** Holds what {@code status} says to what is expected; nothing stands for anything. */
  private Seen status(Path state, Set<String> levels, @Nullable String scenario)
      throws InterruptedException, IOException {
    Ended status = command(state, files.templates(), List.of("status"), "--format", "json");
    if (status.out().isBlank()) {
      return done(status);
    }
    JsonNode report = JSON.readTree(status.out());
    String level = report.path("status").asText().replace('_', '-');
    String fitting = report.path("scenario").asText("");
    List<String> wrong = new ArrayList<>();
    if (!levels.isEmpty() && !levels.contains(level)) {
      wrong.add(
          "expected %s; it is %s: %s."
              .formatted(
                  String.join(" or ", new TreeSet<>(levels)),
                  level,
                  report.path("title").asText()));
    }
    if (scenario != null && !scenario.equals(fitting)) {
      wrong.add(
          "expected the scenario %s; it is %s."
              .formatted(scenario, fitting.isEmpty() ? "none" : fitting));
    }
    if (!wrong.isEmpty()) {
      Stream.of("problems", "not_told")
          .flatMap(key -> stream(report.path(key)))
          .forEach(sentence -> wrong.add(sentence.asText()));
    }
    return new Seen(String.join("\n", wrong));
  }

  private Seen absence() throws InterruptedException, IOException {
    Ended status = command(files.state(), files.templates(), List.of("status"), "--format", "json");
    List<String> left =
        stream(JSON.readTree(status.out()).path("nodes"))
            .filter(node -> !node.path("state").asText().equals("absent"))
            .map(node -> node.path("name").asText())
            .toList();
    return Seen.when(left.isEmpty(), "still there: " + String.join(", ", left));
  }

  private Ended apply(Path state) throws InterruptedException {
    return apply(state, files.templates());
  }

  private Ended apply(Path state, Path templates) throws InterruptedException {
    return command(
        state,
        templates,
        List.of("apply"),
        "--auto-approve",
        "--allow-restart",
        "--format",
        "json");
  }

  private static Seen done(Ended ended) {
    return Seen.when(
        ended.isDone(),
        ended.problems().isEmpty() ? "it ended with " + ended.exitCode() : ended.problems());
  }

  private Ended command(Path state, Path templates, List<String> command, String... options)
      throws InterruptedException {
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(
        List.of(
            files.blueprint().toString(),
            "-i",
            files.inventory().toString(),
            "--templates",
            templates.toString()));
    arguments.addAll(List.of(options));
    Ended ended = new QuietShell(terminal, state).run(arguments);
    if (verbose) {
      terminal.err().println("$ slipway " + String.join(" ", arguments));
      terminal.err().print(ended.out() + ended.err());
      terminal.err().flush();
    }
    return ended;
  }

  /** Returns the VMs that there are not, as a sentence. */
  private String remember(Path state, Map<String, Map<String, String>> facts) {
    if (facts.isEmpty()) {
      return "";
    }
    try (SandboxAppliances appliances = appliances(state)) {
      return missing(
          facts.entrySet().stream()
              .filter(each -> !appliances.remember(each.getKey(), each.getValue()))
              .map(Map.Entry::getKey)
              .toList());
    }
  }

  private String powerOff(Path state, List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    try (SandboxAppliances appliances = appliances(state);
        SandboxVCenter vcenter =
            SandboxVCenter.open(sandbox(state), appliances, terminal.clock())) {
      return missing(names.stream().filter(name -> !vcenter.powerOffNamed(name)).toList());
    }
  }

  private static String missing(List<String> names) {
    return names.isEmpty() ? "" : "There is no VM " + String.join(", ", names) + ". ";
  }

  private SandboxAppliances appliances(Path state) {
    return SandboxAppliances.open(
        definition.folder().resolve("sandbox.yaml"), sandbox(state), new Diagnostics());
  }

  private static Path sandbox(Path state) {
    return state.resolve("sandbox").resolve(CaseFiles.SANDBOX);
  }

  private static Path copyOf(Path folder, Path target) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.toList()) {
        Files.copy(file, target.resolve(folder.relativize(file).toString()));
      }
    }
    return target;
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
