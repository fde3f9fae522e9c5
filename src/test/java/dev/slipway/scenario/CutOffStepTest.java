package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.cli.CutOffApply;
import dev.slipway.cli.CutOffApply.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A run is cut off before, during and after a step of each kind. The next run goes on, ends where
 * an undisturbed one would have ended, and does nothing twice that must be done once.
 */
class CutOffStepTest {
  private static final int CONFLICT = 4;
  private static final ObjectMapper JSON = new ObjectMapper();
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
            "      - {on: any, run: widget clean,",
            """
                  - {on: any, run: widget seal, steps: [{remember: {sealed: "${self.sealed}x"}}]}
                  - {on: any, run: widget clean,\
            """)
        .edit(
            "mine/widget/sandbox.yaml",
            "remember: {state: new, initialized: \"\"",
            "remember: {registrations: \"\", sealed: \"\", state: new, initialized: \"\"")
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

  @ParameterizedTest
  @CsvSource({
    // an upload, a command with a proof, one that runs once, one without proof
    "configure, BEFORE",
    "configure, AFTER",
    "register, BEFORE",
    "register, DURING",
    "register, AFTER",
    "initialize, BEFORE",
    "initialize, DURING",
    "initialize, AFTER",
    "count, BEFORE",
    "count, DURING",
    "count, AFTER",
    // a port, a gate
    "listen, BEFORE",
    "listen, AFTER",
    "allow, BEFORE",
    "allow, DURING",
    "allow, AFTER",
    // a command that runs once and proves nothing, one with a capture
    "seal, BEFORE",
    "seal, AFTER",
    "ask, BEFORE",
    "ask, DURING",
    "ask, AFTER",
    // HTTP requests that change and ask, a command that ends it
    "name, BEFORE",
    "name, DURING",
    "name, AFTER",
    "find, BEFORE",
    "find, AFTER",
    "activate, BEFORE",
    "activate, DURING",
    "activate, AFTER",
  })
  void theNextRunEndsWhereAnUndisturbedOneWould(String step, Moment moment) throws Exception {
    apply.until(step, moment, this::allow);
    allow();

    CommandLineRun resumed = apply();

    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertEnd(step.equals("count") && moment == Moment.DURING ? "xx" : "x");
    assertThat(fact("hcc-lon-1", "sealed")).isEqualTo("x");
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
      assertThat(
              Files.readString(
                  folder.resolve(SANDBOX).resolve("files/" + node + "/etc/widget/widget.conf")))
          .isEqualTo("name=%s\nfirst=10.20.0.11\n".formatted(node));
    }
    assertThat(fact("hcc-lon-1", "initialized")).isEqualTo("x");
    assertThat(fact("hcc-lon-1", "named")).isEqualTo("hcc-lon-1");
    assertThat(fact("hcc-lon-1", "state")).isEqualTo("active");
    assertThat(fact("hcc-lon-1", "counted")).isEqualTo(counted);
    assertThat(fact("hcc-lon-2", "counted")).isEqualTo("x");
    assertThat(Files.readString(folder.resolve(SANDBOX).resolve("vcenter.json")))
        .doesNotContainPattern("\"slipway.checkpoint\" : \"[^\"]");
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
