package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** What the test kit says of definitions and cases that are wrong. */
class ApplianceTestCommandTest {
  private static final Path HCC = Path.of("templates/horizon-cloud-connector");
  private static final String CASE =
      """
      apiVersion: slipway/v1
      kind: ApplianceTest
      metadata: {name: case}
      spec:
        blueprint:
          settings: {podType: on-premises, rootPassword: "${secret:root}"}
          nodes:
            - {role: primary}
            - {role: worker}
      """;

  @TempDir private Path folder;
  private Path definition;

  @BeforeEach
  void copyDefinition() throws IOException {
    definition = folder.resolve("horizon-cloud-connector");
    Files.createDirectories(definition.resolve("tests"));
    try (Stream<Path> files = Files.list(HCC)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, definition.resolve(file.getFileName()));
      }
    }
  }

  private CommandLineRun test(String spec, String... options) throws IOException {
    Files.writeString(definition.resolve("tests/case.yaml"), CASE + spec);
    return new CommandLineRun.Shell(folder)
        .run(
            Stream.concat(
                    Stream.of("appliance", "test", definition.getFileName().toString()),
                    Stream.of(options))
                .toArray(String[]::new));
  }

  @Test
  void aCaseThatIsWrongIsToldWithItsPlace() throws IOException {
    CommandLineRun run = test("  operations: [leaf]\n  statuz: healthy\n");

    assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT_WRONG);
    assertThat(run.err())
        .contains("there is no operation \"leaf\"", "Did you mean \"leave\"?", "case.yaml:10:16")
        .contains("unknown key \"statuz\"", "case.yaml:11:3");
  }

  @Test
  void aBlueprintThatIsRefusedIsToldWhereTheCaseSaysIt() throws IOException {
    CommandLineRun run = test("    deploymentOption: huge\n");

    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out())
        .contains("not ok - validate", "case.yaml:10:", "Appliance tests: 0 passed, 1 failed.")
        .doesNotContain("blueprint.yaml");
  }

  @Test
  void whatIsOtherwiseThanExpectedIsTold() throws IOException {
    CommandLineRun run =
        test(
            """
              properties: {node-2: {hcc.worker_node: "False", hcc.moon: full}}
            """);

    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out())
        .contains(
            "not ok - plan",
            "expected the property hcc.worker_node of node-2 to be \"False\"; it is \"True\"",
            "expected the property hcc.moon of node-2 to be \"full\"; it is not sent");
  }

  @Test
  void whatDoesNotStopWhereItShouldIsToldAndSoIsWhatNothingAnswers() throws IOException {
    Files.writeString(
        definition.resolve("sandbox.yaml"),
        Files.readString(HCC.resolve("sandbox.yaml"))
            .replace("worker-cluster-config\\.sh", "another\\.sh"));

    CommandLineRun run = test("  stops: [{at: request-join}]\n");

    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out())
        .contains(
            "not ok - apply stops at request-join",
            "expected it to stop at request-join; [membership/node-2:",
            "] failed:",
            "note: nothing in sandbox.yaml answers worker: /opt/vmware/sbin/");
  }

  @Test
  void anOutageThatIsAnotherIsTold() throws IOException {
    CommandLineRun run =
        test(
            """
              outages:
                - {name: nothing happens, status: down, scenario: primary-lost}
                - {name: a stranger dies, off: [node-9], status: down}
            """);

    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out())
        .contains(
            "not ok - status when nothing happens",
            "expected down; it is healthy: Everything works.",
            "expected the scenario primary-lost; it is none.",
            "not ok - status when a stranger dies",
            "There is no VM node-9.",
            "ok - nothing is left");
  }

  @Test
  void reportsAreReadByMachines() throws Exception {
    String spec = "  invalid: no such words\n";
    JsonNode json = new ObjectMapper().readTree(test(spec, "--format", "json").out());
    assertThat(json.path("passed").asInt()).isZero();
    assertThat(json.path("failed").asInt()).isOne();
    assertThat(json.at("/definitions/0/cases/0/checks/0/detail").asText())
        .contains("expected a problem that says: no such words", "It is valid.");

    var xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(test(spec, "--format", "junit").out())));
    assertThat(xml.getElementsByTagName("testcase").getLength()).isOne();
    assertThat(xml.getElementsByTagName("failure").item(0).getTextContent())
        .contains("no such words");
  }

  @Test
  void aFolderWithoutADefinitionAndOneWithoutAPackageAreToldApart() throws IOException {
    CommandLineRun none =
        new CommandLineRun.Shell(folder).run("appliance", "test", folder.toString());
    assertThat(none.exitCode()).isEqualTo(ExitCode.INPUT_WRONG);
    assertThat(none.err()).contains("there is no appliance definition in " + folder);

    Path other = Files.move(definition, folder.resolve("other"));
    Files.writeString(
        other.resolve("appliance.yaml"),
        Files.readString(other.resolve("appliance.yaml"))
            .replace("name: horizon-cloud-connector", "name: other"));
    CommandLineRun bare = new CommandLineRun.Shell(folder).run("appliance", "test", "other");
    assertThat(bare.exitCode()).isEqualTo(ExitCode.INPUT_WRONG);
    assertThat(bare.err()).contains("there is no package to deploy in the sandbox", "sandbox.ovf");
  }
}
