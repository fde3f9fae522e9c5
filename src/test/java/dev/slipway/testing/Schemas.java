package dev.slipway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Holds outputs to JSON Schemas. */
public final class Schemas {
  /** Where the schemas of outputs are checked in. */
  public static final Path FOLDER = Path.of("docs/schemas");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Schemas() {}

  /** What makes a document invalid. */
  public static List<String> problems(JsonNode schema, JsonNode document) {
    return problems(SpecificationVersion.DRAFT_2020_12, schema, document);
  }

  /** The same by a schema of another draft than ours. */
  public static List<String> problems(
      SpecificationVersion version, JsonNode schema, JsonNode document) {
    return SchemaRegistry.withDefaultDialect(version).getSchema(schema).validate(document).stream()
        .map(String::valueOf)
        .toList();
  }

  /** The schema of an output, by the name that {@code slipway schema} has for it. */
  public static JsonNode named(String name) {
    try {
      return MAPPER.readTree(Files.readString(FOLDER.resolve(name + ".schema.json")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Fails unless the text is valid by one of the schemas of outputs. */
  public static void assertValid(String name, String json) {
    assertThat(problems(named(name), parsed(json))).as(json).isEmpty();
  }

  /** Fails unless each line is a valid event. */
  public static void assertValidEvents(String lines) {
    JsonNode schema = named("event");
    assertThat(lines.lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(problems(schema, parsed(line))).as(line).isEmpty());
  }

  private static JsonNode parsed(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + json, e);
    }
  }
}
