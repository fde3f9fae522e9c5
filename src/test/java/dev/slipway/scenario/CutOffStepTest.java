package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.appliance.ApplianceLoader;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.cli.CutOffApply;
import dev.slipway.cli.CutOffApply.Moment;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.StepAction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A run is cut off before, during and after a step of each kind. The next run goes on, ends where
 * an undisturbed one would have ended, and does nothing twice that must be done once.
 */
class CutOffStepTest {
  private static final int CONFLICT = 4;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SLIPWAY_HOME",
          Path.of("").toAbsolutePath().toString(),
          "ROOT_PASSWORD",
          Workplace.PASSWORD);
  private static final Path SANDBOX = Path.of(".slipway/sandbox/sandbox");

  @TempDir private Path folder = Path.of("");
  private Workplace workplace;
  private CutOffApply apply;

  /** The widget with a step more that must run once and proves nothing, and more to count. */
  @BeforeEach
  void furnish() throws IOException {
    workplace =
        new Workplace(folder)
            .blueprint("horizon-cloud-connector\n  package", "widget\n  package")
            .blueprint("    podType: on-premises\n", "")
            .blueprint("role: primary", "role: first")
            .blueprint("role: worker", "role: second");
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/appliances/widget"))) {
      for (Path file : files.toList()) {
        workplace.write("mine/widget/" + file.getFileName(), Files.readString(file));
      }
    }
    workplace
        .edit(
            "mine/widget/sandbox.yaml",
            "remember: {registered: \"yes\"}",
            "remember: {registered: \"yes\", registrations: \"${self.registrations}x\"}")
        .edit(
            "mine/widget/sandbox.yaml",
            "remember: {stored: $arguments.name}",
            "remember: {stored: $arguments.name, stores: \"${self.stores}x\"}")
        .edit(
            "mine/widget/sandbox.yaml",
            "      - {on: any, run: widget clean,",
            """
                  - {on: any, run: widget seal, steps: [{remember: {sealed: "${self.sealed}x"}}]}
                  - {on: any, run: widget clean,\
            """)
        .edit(
            "mine/widget/sandbox.yaml",
            "remember: {state: new, initialized: \"\"",
            "remember: {registrations: \"\", sealed: \"\", stores: \"\", state: new, initialized: \"\"")
        .edit(
            "mine/widget/setup.yaml",
            "    - name: ask\n",
            """
                - {name: seal, title: Seal it, on: node, run: widget seal, once: true}
                - name: ask
            """);
    apply =
        new CutOffApply(
            folder,
            folder.resolve(Workplace.BLUEPRINT),
            folder.resolve(Workplace.INVENTORY),
            folder.resolve("mine"));
  }

  /** Those that are cut off while the node, or a person, has not answered yet. */
  private static final List<String> HANGING = List.of("allow", "ask", "activate");

  /**
   * Those that can only be cut off by a kill, and some others: the run stands still when nothing
   * has noted what was done, or at the first change in vCenter.
   */
  private static final Map<String, Moment> KILLED =
      Map.ofEntries(
          Map.entry("keep", Moment.AT_VCENTER),
          Map.entry("enable", Moment.UNNOTED),
          Map.entry("banner", Moment.AT_VCENTER),
          Map.entry("configure", Moment.AT_VCENTER),
          Map.entry("count", Moment.UNNOTED),
          Map.entry("listen", Moment.AT_VCENTER),
          Map.entry("restart", Moment.AT_VCENTER),
          Map.entry("name", Moment.UNNOTED),
          Map.entry("store", Moment.UNNOTED));

  /** One of each kind. */
  private static final List<String> STEPS =
      Stream.concat(Stream.of("allow"), KILLED.keySet().stream()).sorted().toList();

  @Test
  void stepsOfEveryKindAreCutOffAtEveryMoment() {
    Map<String, Class<?>> kinds =
        new ApplianceLoader(List.of(folder.resolve("mine")))
                .load(new Located<>("widget", SourceRange.startOf("widget")), new Diagnostics())
                .orElseThrow()
                .sequences()
                .stream()
                .flatMap(sequence -> sequence.sequence().steps().stream())
                .collect(Collectors.toMap(SequenceStep::name, step -> step.action().getClass()));

    assertThat(kinds).containsKeys(STEPS.toArray(String[]::new));
    assertThat(Stream.concat(HANGING.stream(), KILLED.keySet().stream()).map(kinds::get))
        .as("kinds of steps that are cut off while they are under way")
        .contains(StepAction.class.getPermittedSubclasses());
  }

  static List<String> steps() {
    return STEPS;
  }

  @ParameterizedTest
  @MethodSource("steps")
  void whatIsCutOffBeforeAndAfterEndsWhereAnUndisturbedRunWould(String step) throws Exception {
    apply.until(step, Moment.BEFORE, this::allow);
    apply.until(step, Moment.AFTER, this::allow);

    assertNextRunEnds();
  }

  static List<String> hanging() {
    return HANGING;
  }

  @ParameterizedTest
  @MethodSource("hanging")
  void whatIsCutOffWhileItIsUnderWayEndsWhereAnUndisturbedRunWould(String step) throws Exception {
    apply.until(step, Moment.DURING, this::allow);

    assertNextRunEnds();
  }

  private void assertNextRunEnds() throws IOException {
    allow();
    CommandLineRun resumed = apply();
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertEnd("x");
    assertThat(fact("hcc-lon-1", "sealed")).isEqualTo("x");
  }

  static Stream<Arguments> killed() {
    return KILLED.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("killed")
  void aKilledRunIsFinishedByTheNext(String step, Moment moment) throws Exception {
    kill(step, moment);

    CommandLineRun resumed = apply();

    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertEnd(step.equals("count") ? "xx" : "x");
    assertThat(fact("hcc-lon-1", "sealed")).isEqualTo("x");
  }

  /** The node did it, and the run was killed before it heard so. */
  @Test
  void whatMustRunOnceIsNotRunAgainAfterAKill() throws Exception {
    kill("seal", Moment.UNNOTED);
    assertThat(fact("hcc-lon-1", "sealed")).isEqualTo("x");

    workplace.assertTold(apply(), CONFLICT, "error: nobody knows how \"Seal it\" ended");

    CommandLineRun resumed = apply("--from-step", "configuration/hcc-lon-1.setup:ask");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertEnd("x");
    assertThat(fact("hcc-lon-1", "sealed")).isEqualTo("x");
  }

  /** Nobody sits at it, so the gate is passed beforehand. */
  private void kill(String step, Moment moment) throws Exception {
    workplace.edit("mine/widget/sandbox.yaml", "allowed: \"no\"", "allowed: \"yes\"");
    try (SlipwayProcess run =
        SlipwayProcess.startMain(
            CutOffApply.class,
            folder,
            ENVIRONMENT,
            folder.toString(),
            folder.resolve(Workplace.BLUEPRINT).toString(),
            folder.resolve(Workplace.INVENTORY).toString(),
            folder.resolve("mine").toString(),
            step,
            moment.name())) {
      run.awaiting("it stands still", () -> CutOffApply.standsStill(folder));
      run.kill();
    }
  }

  @ParameterizedTest
  @CsvSource("seal")
  void whatMustRunOnceAndProvesNothingIsLeftToAPerson(String step) throws Exception {
    apply.until(step, Moment.DURING, this::allow);

    workplace.assertTold(apply(), CONFLICT, "error: nobody knows how \"Seal it\" ended");
    workplace.assertTold(apply(), CONFLICT, "error: nobody knows how \"Seal it\" ended");

    CommandLineRun resumed = apply("--from-step", "configuration/hcc-lon-1.setup:ask");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertEnd("x");
    assertThat(fact("hcc-lon-1", "sealed").length()).isLessThanOrEqualTo(1);
  }

  /** What an undisturbed run ends with. */
  private void assertEnd(String counted) throws IOException {
    for (String node : List.of("hcc-lon-1", "hcc-lon-2")) {
      assertThat(fact(node, "registered")).as(node).isEqualTo("yes");
      assertThat(fact(node, "registrations")).as(node).isEqualTo("x");
      assertThat(fact(node, "stores")).as(node).isEqualTo("x");
      assertThat(fact(node, "sshd")).as(node).isEqualTo("on");
      assertThat(
              Files.readString(
                  folder.resolve(SANDBOX).resolve("files/" + node + "/etc/widget/widget.conf")))
          .isEqualTo("name=%s\nfirst=10.20.0.11\n".formatted(node));
    }
    assertThat(folder.resolve(SANDBOX).resolve("files/hcc-lon-1/etc/widget/banner"))
        .hasContent("Widget hcc-lon-1");
    assertThat(fact("hcc-lon-1", "initialized")).isEqualTo("x");
    assertThat(fact("hcc-lon-1", "named")).isEqualTo("hcc-lon-1");
    assertThat(fact("hcc-lon-1", "state")).isEqualTo("active");
    assertThat(fact("hcc-lon-1", "counted")).isEqualTo(counted);
    assertThat(fact("hcc-lon-2", "counted")).isEqualTo("x");
    assertThat(Files.readString(folder.resolve(SANDBOX).resolve("vcenter.json")))
        .doesNotContainPattern("\"slipway.checkpoint\" : \"[^\"]")
        .doesNotContain("before hcc-lon-", "\"poweredOn\" : false");
    assertThat(workplace.plan("--templates", "mine").out()).contains("No changes.");
  }

  private CommandLineRun apply(String... options) {
    return workplace.apply(
        Stream.concat(Stream.of("--templates", "mine"), Stream.of(options)).toArray(String[]::new));
  }

  private JsonNode machines() throws IOException {
    return JSON.readTree(folder.resolve(SANDBOX).resolve("appliances.json").toFile());
  }

  private String fact(String vm, String name) throws IOException {
    return machines().at("/" + vm + "/facts/" + name).asText();
  }

  private void allow() {
    try {
      JsonNode all = machines();
      ((ObjectNode) all.at("/hcc-lon-1/facts")).put("allowed", "yes");
      JSON.writeValue(folder.resolve(SANDBOX).resolve("appliances.json").toFile(), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
