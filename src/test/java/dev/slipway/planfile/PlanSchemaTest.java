package dev.slipway.planfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.apply.Event;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Observed;
import dev.slipway.plan.Fixtures;
import dev.slipway.status.StatusReport;
import dev.slipway.testing.Golden;
import dev.slipway.testing.Schemas;
import dev.slipway.view.EventJson;
import dev.slipway.view.StatusJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas of what Slipway writes say everything, and nothing else is valid. */
class PlanSchemaTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path HERE = Path.of("").toAbsolutePath();
  private final PlanFiles files = new PlanFiles(Path.of(""));

  @ParameterizedTest
  @ValueSource(strings = {"plan", "saved-plan", "snapshot", "event", "status-report"})
  void whatIsCheckedInIsWhatTheModelGives(String name) throws IOException {
    Golden.check(
        Schemas.FOLDER.resolve(name + ".schema.json"),
        OutputSchemas.named(name).toPrettyString() + "\n");
  }

  @Test
  void everySavedPlanIsValid() {
    for (Observed observed :
        List.of(Fixtures.empty(3), Fixtures.converged(true), Fixtures.converged(false))) {
      Schemas.assertValid("saved-plan", written(observed));
    }
  }

  @Test
  void whateverTheModelHoldsIsValid() throws IOException {
    Document document = new Document(Path.of(""));
    for (long seed = 0; seed < 100; seed++) {
      AnyValue any = new AnyValue(seed, HERE);
      ObjectNode root = (ObjectNode) MAPPER.readTree(written(Fixtures.empty(3)));
      root.set("desired", document.tree(any.of(DesiredState.class)));
      root.set("observed", document.tree(any.of(Observed.class)));
      root.set("judgement", document.tree(any.of(Judgement.class)));
      assertThat(problems("saved-plan", root)).as("seed " + seed).isEmpty();
      Schemas.assertValid("snapshot", files.write(any.of(Snapshot.class)));
    }
  }

  @Test
  void everyEventIsValid() throws IOException {
    for (Class<?> type : Event.class.getPermittedSubclasses()) {
      for (long seed = 0; seed < 20; seed++) {
        Event event = (Event) new AnyValue(seed, HERE).of(type.asSubclass(Record.class));
        String line = EventJson.render(event, Instant.EPOCH);
        Schemas.assertValidEvents(line);
        assertNothingMayBeAdded("event", line);
      }
    }
  }

  @Test
  void everyStatusReportIsValid() throws IOException {
    for (long seed = 0; seed < 100; seed++) {
      String json = StatusJson.render(new AnyValue(seed, HERE).of(StatusReport.class));
      Schemas.assertValid("status-report", json);
      assertNothingMayBeAdded("status-report", json);
    }
  }

  @Test
  void whatIsNoPlanIsInvalid() throws IOException {
    ObjectNode root = (ObjectNode) MAPPER.readTree(written(Fixtures.empty(3)));
    assertThat(problems("saved-plan", root.deepCopy().put("format_version", "2.0"))).isNotEmpty();
    assertThat(problems("saved-plan", root.deepCopy().without("desired"))).isNotEmpty();
    ObjectNode kind = root.deepCopy();
    ((ObjectNode) kind.at("/desired/resources/0")).put("kind", "later");
    assertThat(problems("saved-plan", kind)).isNotEmpty();
  }

  @Test
  void anUnknownMemberIsInvalidWhereverItStands() throws IOException {
    assertNothingMayBeAdded("saved-plan", written(Fixtures.converged(false)));
    assertNothingMayBeAdded("snapshot", files.write(new AnyValue(7, HERE).of(Snapshot.class)));
    ObjectNode saved = (ObjectNode) MAPPER.readTree(written(Fixtures.empty(3)));
    saved.remove(
        List.of(
            "slipway_version",
            "created",
            "vcenter",
            "appliance",
            "ssh_user",
            "replaced",
            "desired",
            "observed",
            "judgement",
            "fingerprint",
            "checksum"));
    assertNothingMayBeAdded("plan", saved.toString());
  }

  /** Adds a member to each object in turn; a number, so that it is none of a free mapping. */
  private static void assertNothingMayBeAdded(String schema, String json) throws IOException {
    ObjectNode root = (ObjectNode) MAPPER.readTree(json);
    assertThat(problems(schema, root)).isEmpty();
    List<ObjectNode> objects = new ArrayList<>();
    collect(root, objects);
    for (ObjectNode object : objects) {
      object.put("unheard_of", 1);
      assertThat(problems(schema, root)).as(object.toString()).isNotEmpty();
      object.remove("unheard_of");
    }
  }

  private static void collect(JsonNode node, List<ObjectNode> objects) {
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    node.forEach(child -> collect(child, objects));
  }

  private static List<String> problems(String schema, JsonNode document) {
    return Schemas.problems(Schemas.named(schema), document);
  }

  private String written(Observed observed) {
    return files.write(
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
}
