package dev.slipway.planfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.slipway.model.Desired;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Observed;
import dev.slipway.plan.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The schema is held to say everything: for these tests no member may be missing from it. */
class PlanSchemaTest {
  private static final Path SCHEMA = Path.of("docs/schemas/plan.schema.json");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void everySavedPlanIsValid() throws IOException {
    for (Observed observed :
        List.of(Fixtures.empty(3), Fixtures.converged(true), Fixtures.converged(false))) {
      assertThat(strict().validate(MAPPER.readTree(written(observed)))).isEmpty();
    }
  }

  @Test
  void whateverTheModelHoldsIsValid() throws IOException {
    Document document = new Document(Path.of(""));
    for (long seed = 0; seed < 100; seed++) {
      AnyValue any = new AnyValue(seed, Path.of("").toAbsolutePath());
      ObjectNode root = (ObjectNode) MAPPER.readTree(written(Fixtures.empty(3)));
      root.set("desired", document.tree(any.of(DesiredState.class)));
      root.set("observed", document.tree(any.of(Observed.class)));
      assertThat(strict().validate(root)).as("seed " + seed).isEmpty();
    }
  }

  @Test
  void whatIsNoPlanIsInvalid() throws IOException {
    ObjectNode root = (ObjectNode) MAPPER.readTree(written(Fixtures.empty(3)));
    assertThat(strict().validate(root.deepCopy().put("format_version", "2.0"))).isNotEmpty();
    assertThat(strict().validate(root.deepCopy().without("desired"))).isNotEmpty();
    assertThat(strict().validate(root.deepCopy().put("unheard_of", 1))).isNotEmpty();
    ObjectNode kind = root.deepCopy();
    ((ObjectNode) kind.at("/desired/resources/0")).put("kind", "later");
    assertThat(strict().validate(kind)).isNotEmpty();
  }

  @Test
  void everyKindOfResourceIsInTheSchema() throws IOException {
    JsonNode resources =
        MAPPER.readTree(Files.readString(SCHEMA)).at("/$defs/desired_resource/oneOf");
    assertThat(resources).hasSize(Desired.class.getPermittedSubclasses().length);
  }

  private static String written(Observed observed) {
    return new PlanFiles(Path.of(""))
        .write(
            new SavedPlan(
                "1.2.3",
                Instant.EPOCH,
                "sandbox:",
                "horizon-cloud-connector",
                "ccadmin",
                Fixtures.desired(true),
                observed,
                Set.of(),
                PlanFilesTest.JUDGEMENT));
  }

  private static JsonSchema strict() throws IOException {
    JsonNode schema = MAPPER.readTree(Files.readString(SCHEMA));
    close(schema);
    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && object.has("required")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(PlanSchemaTest::close);
  }
}
